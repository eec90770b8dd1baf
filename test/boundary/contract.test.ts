import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {readdir, readFile} from 'node:fs/promises'
import ts from 'typescript'
import {assertGolden} from '../golden.js'

const declarations = new URL('../../dist/contract/', import.meta.url)

describe('the public types of the contract', () => {
  it('are those of the golden file', async () => assertGolden('contract.d.ts', await surface()))

  it('have not changed without a note in the changelog, which names their digest', async () => {
    const digest = createHash('sha256').update(await surface()).digest('hex').slice(0, 12)
    const changelog = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8')
    const notes = [...changelog.matchAll(/^### Contract\n([^]*?)(?=^##|$(?![^]))/gm)].map(([, text]) => text!)
    assert.ok(notes.length > 0, 'CHANGELOG.md has no section "### Contract"')
    assert.ok(
      notes[0]!.includes(`types ${digest}`),
      `The types of kina/plugin have changed. Say what and why under the first "### Contract" of CHANGELOG.md, and end the note with: types ${digest}`,
    )
  })
})

/** All declarations without comments, so that only what a compiler sees counts. */
async function surface(): Promise<string> {
  const files = (await readdir(declarations)).filter((file) => file.endsWith('.d.ts')).sort()
  const printer = ts.createPrinter({removeComments: true})
  const texts = await Promise.all(files.map(async (file) => printer.printFile(ts.createSourceFile(file, await readFile(new URL(file, declarations), 'utf8'), ts.ScriptTarget.Latest))))
  return files.map((file, i) => `// ${file}\n${texts[i]}`).join('\n')
}
