import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {readFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'

/** A registry on this machine that has what it is given; everything else is not found, and said so. */
export interface RegistryServer {
  readonly url: string
  /** Publishes a tarball; the latest is the one that came last. */
  readonly publish: (name: string, version: string, tarball: string) => Promise<void>
  readonly close: () => Promise<void>
}

export async function registryServer(): Promise<RegistryServer> {
  const packuments = new Map<string, {name: string; 'dist-tags': {latest: string}; versions: Record<string, object>}>()
  const tarballs = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/')
    const body = tarballs.get(path) ?? (packuments.has(path.slice(1)) ? JSON.stringify(packuments.get(path.slice(1))) : undefined)
    response.writeHead(body === undefined ? 404 : 200, {'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream'})
    response.end(body ?? '{"error": "not found"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    publish: async (name, version, file) => {
      const content = await readFile(file)
      const path = `/${name}/-/${version}.tgz`
      tarballs.set(path, content)
      const {versions = {}} = packuments.get(name) ?? {}
      const dist = {tarball: `${url}${path}`, integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`}
      packuments.set(name, {name, 'dist-tags': {latest: version}, versions: {...versions, [version]: {name, version, dist}}})
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
