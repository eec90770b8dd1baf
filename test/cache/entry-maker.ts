// A process of its own that asks for one cache entry: tells its parent what happens, one line each.
import {appendFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {cacheEntry} from '../../src/cache/cache-entry.js'

const [root = '', key = '', milliseconds = '0'] = process.argv.slice(2)

async function main(): Promise<void> {
  const options = {root, key, signal: new AbortController().signal, onWait: () => console.log('waiting')}
  const path = await cacheEntry(options, async (directory) => {
    await appendFile(`${root}.log`, `made by ${process.pid}\n`)
    await writeFile(join(directory, 'first'), 'half')
    console.log('half')
    await sleep(Number(milliseconds))
    await writeFile(join(directory, 'second'), 'whole')
  })
  console.log(`done ${path}`)
}

void main()
