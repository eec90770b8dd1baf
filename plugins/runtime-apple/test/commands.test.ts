import assert from 'node:assert/strict'
import {commands, type Command} from '../src/commands.js'

const golden: readonly (readonly [string, Command, string, number | undefined])[] = [
  ['version', commands.version(), 'container --version', 10],
  ['status', commands.systemStatus(), 'container system status --format json', 10],
  ['flags', commands.runHelp(), 'container run --help', 10],
  ['run', commands.run(['--name', 'n'], 'i'), 'container run --detach --name n i', 170],
  ['start', commands.start('n'), 'container start n', 170],
  ['stop', commands.stop('n', 30), 'container stop --time 30 n', 60],
  ['remove', commands.remove('n'), 'container delete --force n', 60],
  ['list', commands.list(), 'container list --all --format json', 15],
  ['inspect', commands.inspect('n'), 'container inspect n', 15],
  ['logs', commands.logs('n'), 'container logs n', 15],
  ['boot log', commands.bootLog('n'), 'container logs --boot n', 15],
  ['exec', commands.exec('n', ['ls', '-l']), 'container exec n env ls -l', undefined],
  ['exec with all', commands.exec('n', ['cat'], {stdin: '', env: {A: 'b c'}, cwd: '/etc', timeoutSeconds: 5}), 'container exec --interactive --workdir /etc n env A=b c cat', 5],
  ['networks', commands.listNetworks(), 'container network list --format json', 15],
  ['network', commands.createNetwork('kina-a', 'io.kina.cluster=a'), 'container network create --label io.kina.cluster=a kina-a', 60],
  ['subnet', commands.createNetwork('kina-a', 'l=v', '10.0.0.0/24'), 'container network create --label l=v --subnet 10.0.0.0/24 kina-a', 60],
  ['remove network', commands.removeNetwork('kina-a'), 'container network delete kina-a', 60],
  ['volumes', commands.listVolumes(), 'container volume list --format json', 15],
  ['volume', commands.createVolume('v', 'l=v', '50G'), 'container volume create --label l=v -s 50G v', 60],
  ['remove volume', commands.removeVolume('v'), 'container volume delete v', 60],
  ['images', commands.listImages(), 'container image list --format json', 15],
  ['image', commands.inspectImage('i'), 'container image inspect i', 15],
  ['load', commands.loadImage('/a.tar'), 'container image load --input /a.tar', 1200],
  ['pull', commands.pullImage('i', 'linux/arm64'), 'container image pull --platform linux/arm64 --progress none i', 3600],
  ['save', commands.saveImages(['i', 'j'], 'linux/arm64'), 'container image save --platform linux/arm64 i j', 1200],
  ['remove images', commands.removeImages(['i', 'j']), 'container image delete --force i j', 60],
]

describe('command lines of container', () => {
  for (const [title, {argv, timeoutSeconds}, line, seconds] of golden) {
    it(title, () => assert.deepEqual([argv.join(' '), timeoutSeconds], [line, seconds]))
  }

  it('every one is here', () => {
    const named = new Set(golden.map(([, {argv}]) => argv.slice(1, 3).join(' ')))
    assert.ok(named.size >= 20)
    assert.equal(Object.keys(commands).length, golden.length - 2, 'exec and createNetwork are here twice, the others once')
  })
})
