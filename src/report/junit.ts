import {writeFile} from 'node:fs/promises'
import {KinaError, messageOf} from '../errors.js'
import type {Checked, NetworkVerification} from '../network-verify/verify.js'

/** @throws KinaError E_FILE_UNWRITABLE */
export async function writeJunit(path: string, verification: NetworkVerification): Promise<void> {
  await writeFile(path, junit(verification)).catch((error: unknown) => {
    throw new KinaError({code: 'E_FILE_UNWRITABLE', message: `The results cannot be written to ${path}: ${messageOf(error)}`}, {cause: error})
  })
}

/** As CI systems read it: one suite, a case for each check. What is not supported counts as skipped. Pure. */
export function junit({cluster, seconds, checks}: NetworkVerification): string {
  const count = (...wanted: Checked['status'][]) => checks.filter(({status}) => wanted.includes(status)).length
  const totals = {tests: checks.length, failures: count('failed'), errors: 0, skipped: count('skipped', 'unsupported'), time: seconds}
  const name = `kina network verify ${cluster}`
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${attributes({name, ...totals})}>`, `  <testsuite ${attributes({name, ...totals})}>`, ...checks.map(testCase), '  </testsuite>', '</testsuites>', ''].join('\n')
}

function testCase({id, title, status, seen, seconds, hop, evidence = []}: Checked): string {
  const open = `    <testcase ${attributes({classname: `kina.network.${id}`, name: title, time: seconds})}`
  if (status === 'ok') return `${open}><system-out>${escaped(seen)}</system-out></testcase>`
  if (status !== 'failed') return `${open}><skipped ${attributes({message: `${status}: ${seen}`})}/></testcase>`
  return `${open}><failure ${attributes({message: seen})}>${escaped([hop && `lost: ${hop}`, ...evidence].filter(Boolean).join('\n'))}</failure></testcase>`
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => `${name}="${escaped(String(value))}"`).join(' ')
}

const ENTITIES: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'}

/** XML has no place for most control characters, however written: words of programs may have some. */
function escaped(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD').replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!)
}
