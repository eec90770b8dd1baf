// Writes src/kernel/probe/machine-code.ts from the assembly beside this script. Needs GNU binutils for both architectures:
// apt-get install binutils-x86-64-linux-gnu binutils-aarch64-linux-gnu
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const PREFIXES = {amd64: 'x86_64-linux-gnu-', arm64: 'aarch64-linux-gnu-'}

/** The instructions of one architecture, or null where its assembler is not there. */
export function assemble(arch) {
  const directory = mkdtempSync(join(tmpdir(), 'kina-assemble-'))
  const [object, code] = [join(directory, 'object'), join(directory, 'code')]
  try {
    execFileSync(`${PREFIXES[arch]}as`, ['-o', object, fileURLToPath(new URL(`kernel-probe/${arch}.s`, import.meta.url))])
    execFileSync(`${PREFIXES[arch]}objcopy`, ['--output-target=binary', '--only-section=.text', object, code])
    return readFileSync(code)
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  } finally {
    rmSync(directory, {recursive: true, force: true})
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = Object.keys(PREFIXES).map((arch) => {
    const words = assemble(arch)?.toString('hex').match(/.{1,64}/g) ?? []
    return `  ${arch}: [\n${words.map((word) => `    '${word}',\n`).join('')}  ].join(''),\n`
  })
  const text = `import type {Arch} from '../../contract/index.js'

/** Assembled from scripts/kernel-probe/*.s by scripts/assemble-kernel-probe.mjs; hexadecimal. */
export const MACHINE_CODE: Readonly<Record<Arch, string>> = {
${lines.join('')}}
`
  writeFileSync(fileURLToPath(new URL('../src/kernel/probe/machine-code.ts', import.meta.url)), text)
}
