// Everything kina needs, a node image, and a running cluster; then what kubectl sees of it.
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

const kina = fileURLToPath(new URL('../bin/run.js', import.meta.url))
for (const args of [['doctor', '--fix'], ['cluster', 'create']]) {
  console.log(`\n$ kina ${args.join(' ')}`)
  const {status} = spawnSync(process.execPath, [kina, ...args], {stdio: 'inherit'})
  if (status !== 0) process.exit(status ?? 1)
}
const look = ['--context', 'kina-kina', 'get', 'nodes,pods', '-A']
console.log(`\n$ kubectl ${look.join(' ')}`)
const {error, status} = spawnSync('kubectl', look, {stdio: 'inherit'})
if (error) console.log('There is no kubectl on this machine. Any kubectl works with the kubeconfig that was written.')
process.exit(error ? 0 : (status ?? 1))
