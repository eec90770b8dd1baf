import assert from 'node:assert/strict'
import {KinaError} from '../../src/errors.js'
import {checkPorts} from '../../src/preflight/check-ports.js'
import {freePorts} from '../../src/preflight/free-ports.js'
import {examplePlan} from '../plan/example-plan.js'

describe('host ports', () => {
  it('that are in use are all named before anything is made, with the command that shows who has them', async () => {
    const plan = examplePlan({nodes: [{role: 'control-plane', labels: {}, mounts: [], kubeadmPatches: {merge: [], json6902: []}, ports: [{hostAddress: '0.0.0.0', hostPort: 80, nodePort: 8080, protocol: 'tcp'}]}]})
    await assert.rejects(checkPorts(plan, {isPortFree: async () => false}, 'linux'), (error: KinaError) => {
      assert.equal(error.code, 'E_PORT_TAKEN')
      assert.match(error.message, /127\.0\.0\.1:40123\/tcp, 0\.0\.0\.0:80\/tcp/)
      assert.match(error.detail ?? '', /0\.0\.0\.0:80 is wanted for port 8080 of dev-control-plane/)
      assert.match(error.next.join('\n'), /sport = :80'/)
      return true
    })
    await assert.rejects(checkPorts(plan, {isPortFree: async () => false}, 'darwin'), (error: KinaError) => {
      assert.match(error.next.join('\n'), /lsof -nP -iTCP:80 -sTCP:LISTEN/)
      return true
    })
    await checkPorts(plan, {isPortFree: async () => true}, 'linux')
  })

  it('that are chosen differ from each other', async () => {
    const ports = await freePorts(20)
    assert.equal(new Set(ports).size, 20)
  })
})
