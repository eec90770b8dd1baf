import {enableCompileCache} from 'node:module'
import {join} from 'node:path'

// Types are stripped once; later starts of the same program take what was compiled. Hundreds of calls are normal in a test.
enableCompileCache(join(process.argv[2], 'compiled'))
const {main} = await import('./main.ts')
await main({directory: process.argv[2], argv: process.argv.slice(3)})
