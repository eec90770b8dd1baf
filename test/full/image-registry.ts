import {createReadStream} from 'node:fs'
import {mkdtemp, readFile, rm, stat} from 'node:fs/promises'
import {createServer, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execa} from 'execa'

export interface ImageRegistry {
  readonly port: number
  /** Method and path of every request, in order. */
  readonly requests: string[]
  close(): Promise<void>
}

interface Index {
  readonly manifests: readonly {readonly digest: string; readonly annotations: Readonly<Record<string, string>>}[]
}

/** What can be pulled of the OCI distribution specification, on all addresses of this machine: the images of a layout in a tar, by their paths without the registry. */
export async function imageRegistry(archive: string): Promise<ImageRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'kina-registry-'))
  await execa('tar', ['--extract', '--file', archive, '--directory', directory])
  const {manifests} = JSON.parse(await readFile(join(directory, 'index.json'), 'utf8')) as Index
  const tags = new Map<string, string>(manifests.map(({digest, annotations}) => {
    const [, path = '', tag = ''] = /^[^/]+\/(.+):([^:]+)$/.exec(annotations['io.containerd.image.name'] ?? '') ?? []
    return [`${path}/manifests/${tag}`, digest] as const
  }))
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(`${request.method ?? ''} ${path}`)
    answer(path, request.method === 'HEAD', response).catch(() => response.destroy())
  })

  async function answer(path: string, head: boolean, response: ServerResponse): Promise<void> {
    if (path === '/v2/') return void response.end('{}')
    const [, kind, asked = ''] = /^\/v2\/.+\/(manifests|blobs)\/([^/?]+)/.exec(path) ?? []
    const digest = asked.startsWith('sha256:') ? asked : tags.get(path.replace(/^\/v2\//, '').replace(/\?.*/, ''))
    const file = join(directory, 'blobs', (digest ?? 'none').replace(':', '/'))
    const size = await stat(file).then((stats) => stats.size, () => null)
    if (size === null || digest === undefined) return void response.writeHead(404, {'content-type': 'application/json'}).end('{"errors":[{"code":"NAME_UNKNOWN"}]}')
    response.writeHead(200, {'content-length': size, 'docker-content-digest': digest, 'content-type': kind === 'manifests' ? 'application/vnd.oci.image.manifest.v1+json' : 'application/octet-stream'})
    if (head) response.end()
    else createReadStream(file).pipe(response)
  }

  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(directory, {recursive: true, force: true})
    },
  }
}
