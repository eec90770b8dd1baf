import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

/** All packages of the repository, kina first: name, version, folder. */
export function packagesOf(root) {
  const folders = [root, ...readdirSync(join(root, 'plugins')).sort().map((name) => join(root, 'plugins', name)).filter((folder) => existsSync(join(folder, 'package.json')))]
  return folders.map((folder) => {
    const {name, version} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return {name, version, folder}
  })
}

/** Gives every package the version, and every mention of one package in another; the layout of the files stays. Returns what it wrote. */
export function setVersion(root, version) {
  const packages = packagesOf(root)
  const names = packages.map(({name}) => name)
  const written = packages.map(({folder}) => {
    const file = join(folder, 'package.json')
    const text = readFileSync(file, 'utf8').replace(/^( {2}"version": )"[^"]+"/m, `$1"${version}"`)
    writeFileSync(file, text.replaceAll(new RegExp(`("(?:${names.join('|')})": )"(\\^?)\\d[^"]*"`, 'g'), `$1"$2${version}"`))
    return file
  })
  const lockFile = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'))
  lock.version = version
  for (const {folder} of packages) {
    const entry = lock.packages[folder.slice(root.length).replace(/^\//, '')]
    entry.version = version
    for (const ranges of [entry.dependencies, entry.peerDependencies]) {
      for (const name of names) if (/^\^?\d/.test(ranges?.[name] ?? '')) ranges[name] = ranges[name].startsWith('^') ? `^${version}` : version
    }
  }
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`)
  return [...written, lockFile]
}
