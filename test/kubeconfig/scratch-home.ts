import {mkdir, mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parse} from 'yaml'
import {type ExportOptions, exportKubeconfig} from '../../src/kubeconfig/export.js'
import type {Kubeconfig} from '../../src/kubeconfig/parse.js'

export const ADMIN_CONF = await fixture('admin.conf')

export async function fixture(name: string): Promise<string> {
  return readFile(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}

/** A home directory for one test, with `.kube` in it, removed afterwards. */
export async function withHome(work: (home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'kina-kubeconfig-'))
  try {
    await mkdir(join(home, '.kube'))
    await work(home)
  } finally {
    await rm(home, {recursive: true, force: true})
  }
}

export function exportTo(home: string, cluster: string, more: Partial<ExportOptions> = {}): ReturnType<typeof exportKubeconfig> {
  return exportKubeconfig({cluster, adminConf: ADMIN_CONF, server: 'https://127.0.0.1:40123', runtime: 'fake', env: {}, home, setCurrent: true, ...more})
}

export async function load(file: string): Promise<Kubeconfig> {
  return parse(await readFile(file, 'utf8')) as Kubeconfig
}

export function namesIn(config: Kubeconfig, section: 'clusters' | 'contexts' | 'users'): readonly string[] {
  return (config[section] ?? []).map(({name}) => name)
}
