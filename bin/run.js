#!/usr/bin/env node
// Kept to syntax that old versions of Node.js can read: all it may do before the check is to say which version is needed.
const needed = '22.13.0'
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`kina needs Node.js ${needed} or newer; this is ${process.versions.node}. In a checkout, "npm run kina --" uses the pinned one.`)
  process.exit(1)
}
const {existsSync, readFileSync} = await import('node:fs')
const {release} = await import('node:os')
// Answered before anything is loaded that could be broken. Under WSL oclif has a name of its own for the platform.
if (process.argv[2] === '--version' && !/microsoft/i.test(release())) {
  const {name, version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  console.log(`${name}/${version} ${process.platform}-${process.arch === 'ia32' ? 'x86' : process.arch} node-${process.version}`)
} else {
  if (!existsSync(new URL('../dist/main.js', import.meta.url))) {
    console.error('This checkout of kina is not built yet: npm ci && npm run build')
    process.exit(1)
  }
  // Whoever reads the output has seen enough, such as head.
  process.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit()
  })
  const {enableCompileCache} = await import('node:module')
  enableCompileCache()
  const {main} = await import('../dist/main.js')
  await main(import.meta.url)
}
