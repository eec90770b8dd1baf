import assert from 'node:assert/strict'
import {cliOf} from '../src/cli.js'
import {docker} from '../src/dialects/docker.js'
import {podman} from '../src/dialects/podman.js'

const golden: readonly (readonly [string, (cli: ReturnType<typeof cliOf>) => readonly string[], string, string])[] = [
  ['info', (cli) => cli.info(), 'podman info --format json', 'docker info --format {{json .}}'],
  ['containers', (cli) => cli.list('container', 'a'), 'podman container ls --quiet --all --no-trunc --filter label=io.kina.cluster=a', 'docker container ls --quiet --all --no-trunc --filter label=io.kina.cluster=a'],
  ['volumes', (cli) => cli.list('volume'), 'podman volume ls --quiet --filter label=io.kina.cluster', 'docker volume ls --quiet --filter label=io.kina.cluster'],
  ['networks', (cli) => cli.listNetworks(), 'podman network ls --quiet', 'docker network ls --quiet'],
  ['images', (cli) => cli.listImages(), 'podman image ls --quiet --no-trunc', 'docker image ls --quiet --no-trunc'],
  ['inspect', (cli) => cli.inspect('network', ['kina-a']), 'podman network inspect kina-a', 'docker network inspect kina-a'],
  ['network', (cli) => cli.createNetwork('kina-a', 'a'), 'podman network create --label io.kina.cluster=a kina-a', 'docker network create --label io.kina.cluster=a kina-a'],
  ['subnet', (cli) => cli.createNetwork('n', 'a', '10.90.0.0/24'), 'podman network create --label io.kina.cluster=a --subnet 10.90.0.0/24 n', 'docker network create --label io.kina.cluster=a --subnet 10.90.0.0/24 n'],
  ['volume', (cli) => cli.createVolume('v', 'a'), 'podman volume create --label io.kina.cluster=a v', 'docker volume create --label io.kina.cluster=a v'],
  ['remove', (cli) => cli.remove('container', 'n'), 'podman container rm --force --volumes --time 0 n', 'docker container rm --force --volumes n'],
  ['remove others', (cli) => cli.remove('network', 'n'), 'podman network rm n', 'docker network rm n'],
  ['start', (cli) => cli.start('n'), 'podman container start n', 'docker container start n'],
  ['stop', (cli) => cli.stop('n', 20), 'podman container stop --time 20 n', 'docker container stop --time 20 n'],
  ['logs', (cli) => cli.logs('n'), 'podman container logs n', 'docker container logs n'],
  ['tail', (cli) => cli.logs('n', 20), 'podman container logs --tail 20 n', 'docker container logs --tail 20 n'],
  ['exec', (cli) => cli.exec('n', ['ls', '-l']), 'podman exec n ls -l', 'docker exec n ls -l'],
  ['exec with all', (cli) => cli.exec('n', ['cat'], {stdin: '', env: {A: 'b'}, cwd: '/etc'}), 'podman exec --interactive --env A=b --workdir /etc n cat', 'docker exec --interactive --env A=b --workdir /etc n cat'],
  ['untag', (cli) => cli.untag('r'), 'podman image untag r r', 'docker image untag r r'],
  ['tag', (cli) => cli.tag('a', 'b'), 'podman image tag a b', 'docker image tag a b'],
  ['load', (cli) => cli.load('/a.tar'), 'podman image load --input /a.tar', 'docker image load --input /a.tar'],
  ['pull', (cli) => cli.pull('r'), 'podman image pull r', 'docker image pull r'],
  ['save', (cli) => cli.save(['a', 'b']), 'podman image save --format docker-archive --multi-image-archive a b', 'docker image save a b'],
]

describe('cli', () => {
  for (const [title, argvOf, withPodman, withDocker] of golden) {
    it(title, () => {
      assert.equal(argvOf(cliOf(podman)).join(' '), withPodman)
      assert.equal(argvOf(cliOf(docker)).join(' '), withDocker)
    })
  }
})
