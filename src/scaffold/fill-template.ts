import {readdir, readFile} from 'node:fs/promises'
import {join, relative} from 'node:path'

export interface TemplateFile {
  /** Where it goes, relative to the package. */
  readonly path: string
  readonly text: string
}

/** What stands in a template as `__NAME__`. */
export type Placeholders = Readonly<Record<string, string>>

/**
 * All files of some folders with the placeholders filled, sorted. A leading `dot-` in a name becomes a dot: npm leaves some dot files out
 * of a package, and would obey a `.gitignore` in it.
 */
export async function fillTemplates(folders: readonly string[], placeholders: Placeholders): Promise<TemplateFile[]> {
  const files = await Promise.all(folders.map((folder) => fillTemplate(folder, placeholders)))
  return files.flat().sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function fillTemplate(folder: string, placeholders: Placeholders): Promise<TemplateFile[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true})
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = join(entry.parentPath, entry.name)
        return {path: relative(folder, file).replaceAll(/(^|\/)dot-/g, '$1.'), text: fill(await readFile(file, 'utf8'), placeholders)}
      }),
  )
}

/** Replaces every `__NAME__`; one that nobody has a value for is a mistake in the template. */
function fill(text: string, placeholders: Placeholders): string {
  return text.replaceAll(/__([A-Z_]+?)__/g, (found, name: string) => {
    const value = placeholders[name]
    if (value === undefined) throw new Error(`nothing to put in place of ${found}`)
    return value
  })
}
