import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import type {ConfigChecks} from '../../src/config/cluster-config.js'
import {ConfigError} from '../../src/config/config-error.js'
import {loadClusterConfig} from '../../src/config/load.js'
import {KinaError} from '../../src/errors.js'
import {checks, cwd} from './checks.js'

async function failure(text: string, path = 'kina.yaml', asked: ConfigChecks = checks): Promise<ConfigError> {
  const thrown = await loadClusterConfig({path, text, cwd}, asked).then(
    () => assert.fail('loaded'),
    (error: unknown) => error,
  )
  assert.ok(thrown instanceof ConfigError, String(thrown))
  return thrown
}

const header = 'apiVersion: kina.dev/v1alpha1\nkind: Cluster\n'

describe('loadClusterConfig', () => {
  it('tells five different mistakes at once, each with its place', async () => {
    const text = readFileSync(new URL('../fixtures/config/invalid-five-mistakes.yaml', import.meta.url), 'utf8')
    const error = await failure(text, 'five.yaml')
    assert.equal(error.message, 'five.yaml: 5 problems')
    const places = error.problems.map(({line, column, field}) => [line, column, field])
    assert.deepEqual(places, [
      [3, 7, 'name'],
      [5, 14, 'networking.podSubnet'],
      [9, 5, 'nodes[0].extraPortMapping'],
      [11, 24, 'nodes[0].extraPortMappings[0].containerPort'],
      [14, 19, 'nodes[0].extraPortMappings[1].hostPort'],
    ])
    const said = [/not a cluster name/, /overlaps/, /unknown field; did you mean extraPortMappings\?/, /expected a whole number/, /in use/]
    for (const [index, words] of said.entries()) {
      assert.match(error.problems[index]!.message, words)
    }
  })

  it('throws one kina error that says nothing was created', async () => {
    const error = await failure(`${header}name: A\n`)
    assert.ok(error instanceof KinaError)
    assert.equal(error.code, 'E_CONFIG_INVALID')
    assert.equal(error.exit, 2)
    assert.equal(error.message, 'kina.yaml: 1 problem')
    assert.match(error.detail ?? '', /^kina\.yaml:3:7: name: /)
    assert.match(error.next.join(), /Nothing was created/)
  })

  it('calls standard input by its name', async () => {
    const error = await failure('kind: Cluster', '-')
    assert.equal(error.problems[0]?.path, '<stdin>')
  })

  it('asks the machine with resolved values', async () => {
    const asked: unknown[] = []
    const recording: ConfigChecks = {
      isPortFree: async (...args) => asked.push(args) > 0,
      pathExists: async path => asked.push(path) > 0,
    }
    const ports = 'ports: [{nodePort: 1, hostPort: 80, protocol: Udp}, {nodePort: 2}]'
    const text = `${header}networking: {apiServerPort: 6443}\nnodes:\n- ${ports}\n  mounts: [{hostPath: ../x, nodePath: /x}]\n`
    await loadClusterConfig({path: 'kina.yaml', text, cwd}, recording)
    assert.deepEqual(new Set(asked), new Set([['127.0.0.1', 80, 'udp'], ['127.0.0.1', 6443, 'tcp'], '/home/user/x']))
  })

  it('gives Windows line ends and a byte order mark the same positions', async () => {
    const error = await failure(`\uFEFF${header}name: A\nworkers: x\n`.replaceAll('\n', '\r\n'))
    assert.deepEqual(error.problems.map(({line, column}) => [line, column]), [[3, 7], [4, 10]])
  })

  it('refuses a document that grows without end', async () => {
    const levels = Array.from({length: 9}, (_, i) => `  l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
    const error = await failure(`${header}networking:\n  l0: &l0 [x]\n${levels.join('\n')}\n`)
    assert.match(error.detail ?? '', /alias/)
  })

  it('does not take names of Object members for known fields', async () => {
    const error = await failure(`${header}constructor: 1\n__proto__: {workers: 1}\n`)
    assert.deepEqual(error.problems.map(({field}) => field), ['constructor', '__proto__'])
  })
})
