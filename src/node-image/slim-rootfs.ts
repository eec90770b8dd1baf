import {createReadStream, createWriteStream} from 'node:fs'
import {rm} from 'node:fs/promises'
import {pipeline} from 'node:stream/promises'
import {extract, pack, type Header} from 'tar-stream'
import {parseStatus, withDependencies, type DebianPackage} from './debian-status.js'

const STATUS = 'var/lib/dpkg/status'
const LISTS = 'var/lib/dpkg/info/'
/** What only installing reads. */
const INSTALLING = ['var/lib/dpkg/', 'var/lib/apt/', 'var/cache/', 'var/log/', 'etc/apt/', 'etc/dpkg/']
/** Needed while packages are configured, and by nothing they do afterwards. */
const CONFIGURING = ['apt', 'debconf', 'debconf-2.0', 'dpkg', 'init-system-helpers', 'openssl', 'perl-base', 'sensible-utils', 'tar', 'ucf']

/**
 * Writes a Debian root file system again, with the files of some packages and of what they depend on alone; files of no package, such as
 * links of update-alternatives, stay. It is for containers, in which nothing is installed any more: dpkg's list of packages stays for whoever asks
 * what is inside, the rest of its database goes. The whole one is removed.
 */
export async function slimRootfs(whole: string, slim: string, wanted: readonly string[]): Promise<void> {
  const {packages, files} = await readDatabase(whole)
  const kept = withDependencies(packages, wanted, CONFIGURING)
  const ofKept = new Set(kept.flatMap((one) => files(one)))
  const gone = new Set(packages.flatMap((one) => files(one)).filter((path) => !ofKept.has(path)))
  const status = kept.map(({text}) => `${text}\n`).join('\n')
  await rewrite(whole, slim, ({name, type}) => {
    const path = inTree(name)
    if (path === STATUS) return Buffer.from(status)
    return INSTALLING.some((directory) => path.startsWith(directory)) || (type !== 'directory' && gone.has(path)) ? null : undefined
  })
  await rm(whole)
}

interface Database {
  readonly packages: readonly DebianPackage[]
  files(one: DebianPackage): readonly string[]
}

async function readDatabase(tar: string): Promise<Database> {
  const texts = new Map<string, string>()
  const reading = extract()
  const piped = pipeline(createReadStream(tar), reading)
  for await (const entry of reading) {
    const path = inTree(entry.header.name)
    if (path !== STATUS && !(path.startsWith(LISTS) && path.endsWith('.list'))) {
      entry.resume()
      continue
    }
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    texts.set(path, Buffer.concat(chunks).toString('utf8'))
  }
  await piped
  return {
    packages: parseStatus(texts.get(STATUS) ?? ''),
    files: ({name, arch}) => (texts.get(`${LISTS}${name}.list`) ?? texts.get(`${LISTS}${name}:${arch}.list`) ?? '').split('\n').filter(Boolean).map(inTree),
  }
}

/** Bytes in place of an entry's, null to leave it out, undefined to leave it as it is. */
type Change = (header: Header) => Buffer | null | undefined

async function rewrite(from: string, to: string, change: Change): Promise<void> {
  const [reading, writing] = [extract(), pack()]
  const ends = [pipeline(createReadStream(from), reading), pipeline(writing, createWriteStream(to))]
  const copy = async () => {
    for await (const entry of reading) {
      const changed = change(entry.header)
      if (changed === undefined) await pipeline(entry, writing.entry(entry.header))
      else {
        entry.resume()
        if (changed !== null) writing.entry({...entry.header, size: changed.length}, changed)
      }
    }
    writing.finalize()
  }
  await Promise.all([...ends, copy()])
}

/** Without what leads to the root, and with /usr merged: packages still name `/bin/bash`, the tree has `usr/bin/bash`. */
function inTree(path: string): string {
  const plain = path.replace(/^\.?\/+/, '').replace(/\/+$/, '')
  return /^(bin|sbin|lib|lib32|lib64|libx32)\//.test(plain) ? `usr/${plain}` : plain
}
