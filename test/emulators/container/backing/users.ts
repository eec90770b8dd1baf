import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {UserRecord} from '../state.ts'

export interface ResolvedUser {
  readonly uid: number
  readonly gid: number
  /** Supplementary ones. */
  readonly groups: readonly number[]
  readonly home: string
}

/** Looks names up in the guest's own files, seen from outside at `root`. */
export async function resolveUser(root: string, user: UserRecord): Promise<ResolvedUser> {
  const [passwd, group] = await Promise.all(['passwd', 'group'].map((name) => readFile(join(root, 'etc', name), 'utf8').catch(() => '')))
  return findUser(user, rowsOf(passwd ?? ''), rowsOf(group ?? ''))
}

type Row = readonly string[]

function rowsOf(text: string): Row[] {
  return text.split('\n').map((line) => line.split(':'))
}

/** Pure. */
export function findUser(user: UserRecord, passwd: readonly Row[], group: readonly Row[]): ResolvedUser {
  if ('id' in user) {
    const row = passwd.find(([, , uid]) => uid === String(user.id.uid))
    return {uid: user.id.uid, gid: user.id.gid, groups: [], home: row?.[5] || '/'}
  }
  const [name = '', groupName] = (user.raw || '0').split(':')
  const row = passwd.find(([login, , uid]) => login === name) ?? passwd.find(([, , uid]) => uid === name)
  if (row === undefined && !isNumber(name)) throw new Error(`unable to find user ${name}`)
  const uid = row === undefined ? Number(name) : Number(row[2])
  if (groupName !== undefined) return {uid, gid: findGroup(groupName, group), groups: [], home: row?.[5] || '/'}
  const login = row?.[0]
  const groups = login === undefined ? [] : group.filter(([, , , members]) => members?.split(',').includes(login)).map(([, , gid]) => Number(gid))
  return {uid, gid: row === undefined ? 0 : Number(row[3]), groups, home: row?.[5] || '/'}
}

function findGroup(name: string, group: readonly Row[]): number {
  const row = group.find(([login]) => login === name)
  if (row === undefined && !isNumber(name)) throw new Error(`unable to find group ${name}`)
  return row === undefined ? Number(name) : Number(row[2])
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text)
}
