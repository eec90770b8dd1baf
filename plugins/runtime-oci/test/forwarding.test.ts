import assert from 'node:assert/strict'
import {fakeContext} from '../../../src/testing/index.js'
import {podman} from '../src/dialects/podman.js'
import {docker} from '../src/dialects/docker.js'
import {closeBridge, openBridge} from '../src/forwarding.js'
import {toolFor} from '../src/tool.js'

const OWN = '-A FORWARD -i podman7 -o podman7 -m comment --comment kina-a -j ACCEPT'
const OTHER = '-A FORWARD -i podman8 -o podman8 -m comment --comment kina-ab -j ACCEPT'

/** The firewall with these rules, and what was done to it. */
function firewall(rules: readonly string[] | Error) {
  const ctx = fakeContext({answer: ({argv}) => (!argv.includes('--list-rules') ? undefined : rules instanceof Error ? rules : `${rules.join('\n')}\n`)})
  return {ctx, done: () => ctx.calls.map(({argv}) => argv.join(' ')).filter((line) => !line.includes('--list-rules'))}
}

const opened = async (rules: readonly string[] | Error) => {
  const {ctx, done} = firewall(rules)
  await openBridge(toolFor(podman, ctx), 'a', 'podman7')
  return done()
}

describe('what goes through a bridge', () => {
  it('is let pass where the firewall drops what it does not know', async () => {
    assert.deepEqual(await opened(['-P FORWARD DROP', OTHER]), ['iptables --wait --insert FORWARD --in-interface podman7 --out-interface podman7 --match comment --comment kina-a --jump ACCEPT'])
  })

  it('passes anyway where it does not, and is let pass once', async () => {
    assert.deepEqual(await opened(['-P FORWARD ACCEPT']), [])
    assert.deepEqual(await opened(['-P FORWARD DROP', OWN]), [])
    assert.deepEqual(await opened(new Error('spawn iptables ENOENT')), [])
  })

  it('is no matter any more once the cluster is removed, with every rule of its own and no other', async () => {
    const {ctx, done} = firewall(['-P FORWARD DROP', OWN, OTHER, OWN])
    await closeBridge(toolFor(podman, ctx), 'a')
    const remove = 'iptables --wait --delete FORWARD -i podman7 -o podman7 -m comment --comment kina-a -j ACCEPT'
    assert.deepEqual(done(), [remove, remove])
  })

  it('is a matter of the tool where that sees to it', async () => {
    const {ctx} = firewall(['-P FORWARD DROP', OWN])
    await closeBridge(toolFor(docker, ctx), 'a')
    assert.deepEqual(ctx.calls, [])
  })
})
