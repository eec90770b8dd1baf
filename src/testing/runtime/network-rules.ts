import assert from 'node:assert/strict'
import {connect, isIP} from 'node:net'
import type {Rule} from '../suite/rule.js'
import {NODE_PORT, type Bench} from './bench.js'

/** Of no node, as addresses of pods are. */
const FOREIGN = ['10.244.254.1', '10.244.254.2'] as const

/** How nodes find each other, and how the host finds them. */
export function networkRules({node, programs, cluster, eventually}: Bench): Rule[] {
  const says = async (host: string, word: string) => {
    const {stdout} = await eventually(() => node('second').exec(programs.dial(host, NODE_PORT)))
    assert.equal(stdout.trim(), word)
  }
  return [
    {
      title: 'addresses are reachable from another node',
      async hold() {
        await node('first').exec(programs.listen(NODE_PORT, 'hello'))
        const addresses = await node('first').addresses()
        assert.ok(addresses.length > 0)
        for (const address of addresses) assert.notEqual(isIP(address), 0, `${address} is no address`)
        await says(addresses[0], 'hello')
      },
    },
    {title: 'a node finds another by its name', hold: () => says(node('first').name, 'hello')},
    {title: 'a node finds another by an alias', hold: () => says(`${cluster}-alias`, 'hello')},
    {
      title: 'packets between nodes pass, whatever addresses they have',
      async hold() {
        const [[first], [second]] = await Promise.all([node('first').addresses(), node('second').addresses()])
        for (const [which, own, other, via] of [['first', ...FOREIGN, second], ['second', FOREIGN[1], FOREIGN[0], first]] as const) {
          await node(which).exec(programs.assign(own))
          await node(which).exec(programs.route(other, via, own))
        }
        await says(FOREIGN[0], 'hello')
      },
    },
    {
      title: 'reach leads from the host to a planned port',
      async hold() {
        const {host, port} = await node('first').reach(NODE_PORT)
        const said = await eventually(() => readAll(host, port))
        assert.equal(said.trim(), 'hello')
      },
    },
    {
      title: 'reach refuses a port that is not planned',
      async hold() {
        await assert.rejects(node('second').reach(NODE_PORT))
      },
    },
  ]
}

/** All that a server says until it closes. */
export function readAll(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect({host, port, timeout: 5000})
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('timeout', () => socket.destroy(new Error(`${host}:${port} says nothing`)))
    socket.on('error', reject)
    socket.on('end', () => (text === '' ? reject(new Error(`${host}:${port} closed without a word`)) : resolve(text)))
  })
}
