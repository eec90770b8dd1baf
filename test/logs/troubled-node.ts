import {pack} from 'tar-stream'
import type {FakeExecHandler} from '../../src/testing/index.js'

/** Planted in every place where a real one could be; none of the rules knows it by its looks. */
export const PLANTED = 'Zebra-Crossing-77'

const encoded = Buffer.from(PLANTED).toString('base64')
const pod = {kind: 'Pod', metadata: {name: 'shop'}, spec: {containers: [{name: 'shop', env: [{name: 'DB_PASSWORD', value: PLANTED}, {name: 'MODE', value: 'test'}]}]}}
const list = (...items: object[]) => JSON.stringify({kind: 'List', items})

/** What a node with a cluster answers, as far as `kina logs export` asks, with a secret wherever one may be. */
export function troubledNode({api = true, long = false}: {api?: boolean; long?: boolean} = {}): FakeExecHandler {
  return async ({argv: [program, ...args], write, node}) => {
    const line = args.join(' ')
    if (program === 'kubectl') return api ? kubectl(line) : {exitCode: 1, stderr: 'The connection to the server dev-api:6443 was refused\n'}
    if (program === 'journalctl') return `${node}: the password is ${PLANTED}, token=${PLANTED}\n${line}\n`
    if (program === 'crictl') return line.startsWith('ps') ? list() : undefined
    if (program === 'iptables-save') return {exitCode: 1, stdout: '*filter\n', stderr: 'cannot lock\nsecond line\n'}
    if (program === 'ps') return `1 /sbin/init\n2 shop --password ${PLANTED}\n`
    if (program === 'sh' && line.includes('crictl inspect')) return `${JSON.stringify({info: {process: {env: [`DB_PASSWORD=${PLANTED}`]}}}, null, 1)}\n{\n"status": 1\n}\n`
    if (program === 'sh' && line.includes('tar --create')) {
      for await (const chunk of podLogs(long)) await write(chunk as Uint8Array)
      return ''
    }
    return undefined
  }
}

function kubectl(line: string): string {
  if (line.includes('get secrets')) return list({kind: 'Secret', metadata: {name: 's'}, data: {value: encoded}})
  if (line.includes('get pods')) return list(pod)
  if (line.includes('get configmaps')) return list({kind: 'ConfigMap', data: {'app.conf': `user=me\nvalue of it: ${PLANTED}\n`}})
  if (line.includes('describe pods')) return `Environment:\n  DB_PASSWORD:  ${PLANTED}\n  OTHER: it is ${encoded}\n`
  return 'ok\n'
}

/** `long`: one log is longer than what is kept. Some names lead out of the folder. */
function podLogs(long: boolean) {
  const archive = pack()
  archive.entry({name: 'pods/default_shop_1/shop/0.log'}, `connecting as me:${PLANTED}\nhttps://me:${PLANTED}@example.org\n`)
  if (long) archive.entry({name: 'pods/default_long_2/long/0.log'}, `first\n${'x'.repeat(99)}\n`.repeat(21_000).concat('last\n'))
  archive.entry({name: 'pods/../../outside.log'}, 'outside')
  archive.entry({name: 'containers/shop.log', type: 'symlink', linkname: '/var/log/pods/default_shop_1/shop/0.log'})
  archive.entry({name: 'containers/evil.log', type: 'symlink', linkname: '/etc/passwd'})
  archive.finalize()
  return archive
}

