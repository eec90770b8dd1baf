import assert from 'node:assert/strict'
import {Readable} from 'node:stream'
import {text} from 'node:stream/consumers'
import {extract} from 'tar-stream'
import type {Argv, ExecOptions, Node} from '../../src/contract/index.js'
import {adoptNode} from '../../src/node/adopt.js'

describe('a node of an image that kina did not build', () => {
  it('gets what holds at every start of a node, and then the program that starts it', async () => {
    const {node, files, ran} = foreignNode({own: false})
    await adoptNode(node, new AbortController().signal)
    assert.equal(ran.at(-1), '/usr/local/lib/kina/adopt-node')
    assert.match(files.get('/etc/systemd/system/kina-node.service')!.text, /^EnvironmentFile=\/etc\/kina\/node\.env$/m)
    assert.match(files.get('/etc/systemd/system/kubelet.service.d/20-kina.conf')!.text, /^After=kina-node\.service$/m)
    const programs = [...files].filter(([, {mode}]) => mode === 0o755).map(([path]) => path.replace('/usr/local/lib/kina/', ''))
    assert.deepEqual(programs.sort(), ['adopt-node', 'approve-serving-certificates', 'forget-endpoints', 'kubelet-certificate', 'node-start', 'renew-certificates'])
  })

  it('brings every file that its units and programs name', async () => {
    const {node, files} = foreignNode({own: false})
    await adoptNode(node, new AbortController().signal)
    for (const [path, {text: content}] of files) {
      if (!path.endsWith('.service')) continue
      for (const [, program] of content.matchAll(/^Exec\w+=(\S+)$/gm)) assert.ok(files.has(program!), `${path} starts ${program!}`)
    }
    assert.ok(files.has('/usr/local/lib/kina/certificates/der.bash') && files.has('/usr/local/lib/kina/certificates/examine.bash'))
  })

  it('is left as it is when it is one of kina’s under another name', async () => {
    const {node, files, ran} = foreignNode({own: true})
    await adoptNode(node, new AbortController().signal)
    assert.deepEqual([files.size, ran.filter((line) => line.includes('adopt'))], [0, []])
  })
})

/** Systemd runs in it; `own`: it has kina's units. */
function foreignNode({own}: {own: boolean}) {
  const files = new Map<string, {text: string; mode: number | undefined}>()
  const ran: string[] = []
  const exec = async (argv: Argv, {stdin}: ExecOptions = {}) => {
    ran.push(argv.join(' '))
    if (argv[0] === 'tar') {
      for await (const entry of Readable.from(stdin as AsyncIterable<Uint8Array>).pipe(extract())) files.set(`/${entry.header.name}`, {text: await text(entry), mode: entry.header.mode})
    }
    return {exitCode: argv[0] === 'test' && !own ? 1 : 0, stdout: '', stderr: ''}
  }
  return {node: {name: 'n1', exec} as unknown as Node, files, ran}
}
