import assert from 'node:assert/strict'
import {mkdir, mkdtemp, readdir, rm, symlink, writeFile} from 'node:fs/promises'
import {homedir, tmpdir} from 'node:os'
import {join} from 'node:path'
import {execa} from 'execa'
import {packageRoot} from './kina.js'

/** Somebody who has nothing but the packed kina: a home, and a folder to work in, outside the repository. */
export interface Outsider {
  readonly work: string
  /** Runs a program in a folder below `work`, and fails with its output; resolves to that. */
  readonly run: (folder: string, program: string, ...args: string[]) => Promise<string>
  /** The same for kina; resolves to its standard output. */
  readonly kina: (folder: string, ...args: string[]) => Promise<string>
  /** `npm install` in the first package; others with the same dependencies get what that one has. */
  readonly install: (folder: string) => Promise<void>
  readonly leave: () => Promise<void>
}

/** Packs kina, and installs it from that archive. */
export async function outsider(): Promise<Outsider> {
  const root = await mkdtemp(join(tmpdir(), 'kina-outside-'))
  const [app, work, home] = await Promise.all(['app', 'work', 'home'].map(async (name) => (await mkdir(join(root, name)), join(root, name)))) as [string, string, string]
  const cache = process.env['KINA_CACHE_DIR'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kina')
  // npm's own cache is the machine's, too.
  const env = {HOME: home, XDG_DATA_HOME: join(home, 'data'), KINA_CACHE_DIR: cache, npm_config_cache: process.env['npm_config_cache'] ?? join(homedir(), '.npm'), npm_config_audit: 'false', npm_config_fund: 'false', npm_config_prefer_offline: 'true', KUBECONFIG: '', NO_COLOR: '1'}
  const runIn = async (cwd: string, program: string, args: readonly string[]) => {
    const {exitCode, stdout, all} = await execa(program, args, {cwd, env, all: true, reject: false, stdin: 'ignore'})
    assert.equal(exitCode, 0, `${program} ${args.join(' ')}\n${all}`)
    return {stdout, all}
  }
  // It is built already: the tests run what the build made.
  await runIn(packageRoot, 'npm', ['pack', '--ignore-scripts', '--pack-destination', root, '--loglevel=error'])
  await writeFile(join(app, 'package.json'), '{"private": true}')
  await runIn(app, 'npm', ['install', '--loglevel=error', await archiveIn(root)])
  let installed: string | undefined
  return {
    work,
    run: async (folder, program, ...args) => (await runIn(join(work, folder), program, args)).all,
    kina: async (folder, ...args) => (await runIn(join(work, folder), join(app, 'node_modules/.bin/kina'), args)).stdout,
    async install(folder) {
      if (installed === undefined) await runIn(join(work, folder), 'npm', ['install', '--loglevel=error'])
      else await symlink(join(work, installed, 'node_modules'), join(work, folder, 'node_modules'))
      installed ??= folder
    },
    leave: () => rm(root, {recursive: true, force: true}),
  }
}

/** How many tests of a plugin passed, by what mocha says; its totals are printed. */
export function passing(said: string): number {
  const totals = said.split('\n').filter((line) => /^ +\d+ (passing|pending|failing)/.test(line))
  console.log(totals.map((line) => `        ${line.trim()}`).join('\n'))
  return Number(/(\d+) passing/.exec(totals.join('\n'))?.[1] ?? 0)
}

async function archiveIn(folder: string): Promise<string> {
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  assert.ok(archive, 'npm pack made no archive')
  return join(folder, archive)
}
