import assert from 'node:assert/strict'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {withDesk, packageRoot} from '../scaffold/written-plugins.js'

const folder = join(packageRoot, 'docs/plugins')

/** The template's own tests, and its run on a real cluster, thereby cover what the page shows. */
describe('docs/plugins/your-first-cni.md', () => {
  it('puts together exactly what kina plugins new writes', () =>
    withDesk(async ({write}) => {
      const {directory, files} = await write({kind: 'cni', kina: '^0.0.0'})
      const shown = await filesShown()
      assert.deepEqual([...shown.keys()].sort(), files.filter((file) => !EXTRAS.includes(file)).sort())
      for (const [file, text] of shown) assert.equal(versionless(text), versionless(await readFile(join(directory, file), 'utf8')), file)
    }))
})

describe('docs/plugins', () => {
  it('has each page in its index', async () => {
    const index = await readFile(join(folder, 'README.md'), 'utf8')
    const pages = (await readdir(folder)).filter((name) => name !== 'README.md')
    assert.deepEqual(pages.filter((name) => !index.includes(`(${name})`)), [])
  })
})

/** Every package has them, and the page does not go into them. */
const EXTRAS = ['README.md', 'CHANGELOG.md', '.github/workflows/ci.yml']

/** Blocks that name a file; several of one file follow each other with an empty line between. */
async function filesShown(): Promise<Map<string, string>> {
  const page = await readFile(join(folder, 'your-first-cni.md'), 'utf8')
  const files = new Map<string, string>()
  for (const [, file = '', text = ''] of page.matchAll(/^```\w+ file=(\S+)\n([^]*?)^```$/gm)) {
    const before = files.get(file)
    files.set(file, before === undefined ? text : `${before}\n${text}`)
  }
  return files
}

function versionless(text: string): string {
  return text.replaceAll(/"kina": "\^[^"]+"/g, '"kina": "^VERSION"')
}
