import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import ts from 'typescript'

const page = readFileSync(new URL('../../docs/plugins/contract.md', import.meta.url), 'utf8')
const contract = fileURLToPath(new URL('../../src/contract/', import.meta.url))

describe('docs/plugins/contract.md', () => {
  const exported = exportedTypes()
  const described = describedTypes()

  it('has a section for each type of the contract, and for no other', () => {
    assert.ok(exported.size > 30)
    assert.deepEqual([...described.keys()].sort(), [...exported.keys()].sort())
  })

  for (const [name, members] of exported) {
    it(`${name}: describes each member, and none that is not there`, () => {
      assert.deepEqual([...(described.get(name) ?? [])].sort(), [...members].sort())
    })
  }

  it('leads nowhere with its links to itself', () => {
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '').replaceAll(' ', '-'))
    const targets = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target)
    assert.deepEqual(targets.filter((target) => !headings.includes(target)), [])
  })
})

/** Names of exported types with those of their members: of an interface, or of the mappings that a union consists of. */
function exportedTypes(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const file of readdirSync(contract).filter((name) => name.endsWith('.ts') && name !== 'index.ts')) {
    const source = ts.createSourceFile(file, readFileSync(contract + file, 'utf8'), ts.ScriptTarget.Latest, true)
    for (const statement of source.statements) {
      if (ts.isInterfaceDeclaration(statement)) found.set(statement.name.text, new Set(namesOf(statement.members)))
      if (ts.isTypeAliasDeclaration(statement)) found.set(statement.name.text, new Set(mappingsIn(statement.type).flatMap((type) => namesOf(type.members))))
    }
  }
  return found
}

function mappingsIn(type: ts.TypeNode): ts.TypeLiteralNode[] {
  if (ts.isTypeLiteralNode(type)) return [type]
  return ts.isUnionTypeNode(type) ? type.types.flatMap(mappingsIn) : []
}

function namesOf(members: ts.NodeArray<ts.TypeElement>): string[] {
  return members.map((member) => member.name?.getText() ?? assert.fail(`a member without a name: ${member.getText()}`))
}

/** Headings of the third level with the names in the first column of their table. */
function describedTypes(): Map<string, Set<string>> {
  const sections = page.split(/^### /m).slice(1).map((section) => section.split(/^## /m)[0] ?? '')
  return new Map(sections.map((section) => [section.split('\n')[0] ?? '', new Set([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name))]))
}
