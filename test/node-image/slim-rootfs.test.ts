import assert from 'node:assert/strict'
import {createReadStream, createWriteStream, existsSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {extract, pack} from 'tar-stream'
import {slimRootfs} from '../../src/node-image/slim-rootfs.js'

const STATUS = ['tool', 'libc6', 'left'].map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n${name === 'tool' ? 'Depends: libc6\n' : ''}`).join('\n')

describe('slim root file system', () => {
  let directory = ''
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kina-slim-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  it('has the files of the wanted packages and of no package, and a list of those packages alone', async () => {
    const [whole, slim] = [join(directory, 'whole.tar'), join(directory, 'slim.tar')]
    await write(whole, {
      'usr/bin/': '', 'usr/bin/tool': 'tool', 'usr/lib/': '', 'usr/lib/libc.so': 'c', 'usr/bin/left': 'left', 'usr/share/both': 'both', 'etc/passwd': 'root', 'etc/apt/sources.list': 'deb',
      'var/lib/dpkg/': '', 'var/lib/dpkg/status': STATUS, 'var/lib/dpkg/info/tool.list': '/.\n/bin\n/bin/tool\n/usr/share/both\n', 'var/lib/dpkg/info/libc6:amd64.list': '/lib/libc.so\n', 'var/lib/dpkg/info/left.list': '/usr/bin\n/usr/bin/left\n/usr/share/both\n',
    })
    await slimRootfs(whole, slim, ['tool'])
    const files = await read(slim)
    assert.deepEqual(Object.keys(files), ['usr/bin/', 'usr/bin/tool', 'usr/lib/', 'usr/lib/libc.so', 'usr/share/both', 'etc/passwd', 'var/lib/dpkg/', 'var/lib/dpkg/status'])
    assert.match(files['var/lib/dpkg/status'] ?? '', /^Package: tool\n[^]*\n\nPackage: libc6\n/)
    assert.doesNotMatch(files['var/lib/dpkg/status'] ?? '', /left/)
    assert.equal(existsSync(whole), false)
  })
})

async function write(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({name: `./${name}`, ...(name.endsWith('/') && {type: 'directory' as const})}, content)
  tar.finalize()
  await pipeline(tar, createWriteStream(path))
}

async function read(path: string): Promise<Record<string, string>> {
  const tar = extract()
  const files: Record<string, string> = {}
  const piped = pipeline(createReadStream(path), tar)
  for await (const entry of tar) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    files[entry.header.name.replace(/^\.\//, '')] = Buffer.concat(chunks).toString('utf8')
  }
  await piped
  return files
}
