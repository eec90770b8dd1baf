import {mkdir, readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {execa} from 'execa'

/** Debian packages of any architecture, unpacked into one directory: this machine's package database stays as it is, and no script of theirs runs. */
export async function unpackPackages(names: readonly string[], {arch, directory}: {arch: string; directory: string}): Promise<string> {
  const [lists, cache, into] = [join(directory, 'lists'), join(directory, 'cache'), join(directory, 'root')]
  for (const path of [join(lists, 'partial'), join(cache, 'archives/partial'), into]) await mkdir(path, {recursive: true})
  const options = [`APT::Architecture=${arch}`, `APT::Architectures=${arch}`, `Dir::State::lists=${lists}`, `Dir::Cache=${cache}`, 'Dir::State::status=/dev/null', 'APT::Sandbox::User=root'].flatMap((option) => ['-o', option])
  await execa('apt-get', [...options, 'update'])
  await execa('apt-get', [...options, 'download', ...names], {cwd: directory})
  for (const file of (await readdir(directory)).filter((name) => name.endsWith('.deb'))) await execa('dpkg-deb', ['--extract', join(directory, file), into])
  return into
}

/** The package that a package without content stands for, such as that of the newest kernel. */
export async function dependencyOf(name: string, {arch, directory}: {arch: string; directory: string}): Promise<string> {
  const options = [`APT::Architecture=${arch}`, `APT::Architectures=${arch}`, `Dir::State::lists=${join(directory, 'lists')}`, 'Dir::State::status=/dev/null'].flatMap((option) => ['-o', option])
  const {stdout} = await execa('apt-cache', [...options, 'depends', name])
  const found = /^ +Depends: (\S+)$/m.exec(stdout)?.[1]
  if (found === undefined) throw new Error(`the package ${name} depends on nothing: ${stdout}`)
  return found
}
