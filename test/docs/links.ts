import {existsSync, readFileSync} from 'node:fs'
import {dirname, resolve} from 'node:path'

/** Links of a page that lead nowhere: no such file, or no such heading in it. Addresses on the web are not looked at. */
export function brokenLinks(page: string, text = readFileSync(page, 'utf8')): string[] {
  return [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(([, target = '', anchor]) => {
    const file = target === '' ? page : resolve(dirname(page), target)
    const there = existsSync(file) && (anchor === undefined || anchorsOf(target === '' ? text : readFileSync(file, 'utf8')).includes(anchor))
    return there ? [] : [`${target}${anchor === undefined ? '' : `#${anchor}`}`]
  })
}

/** As web sites that show Markdown make them of headings. */
function anchorsOf(text: string): string[] {
  const headings = text.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)
  return [...headings].map(([, heading = '']) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'))
}
