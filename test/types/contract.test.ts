import {fileURLToPath} from 'node:url'
import {exec} from '../../src/process/exec.js'

describe('the contract’s types', () => {
  it('take good providers and refuse bad ones', async () => {
    const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
    await exec([process.execPath, compiler, '-p', fileURLToPath(new URL('.', import.meta.url))])
  }).timeout(60_000)
})
