import assert from 'node:assert/strict'
import {fails, inspected, ok, onMac} from './on-a-mac.ts'

const NEEDS_26 = ['network', 'list']

describe('emulated container: the command line', () => {
  const mac = onMac({version: '1.2.2'})
  const old = onMac({version: '1.1.0'})
  const plain = onMac({version: '1.2.2', debugBuild: false, service: 'stopped'})

  it('names its version, with or without the service [cli.version]', async () => {
    assert.match(await ok(mac(), '--version'), /^container CLI version 1\.2\.2 \(build: debug, commit: [0-9a-f]{7}\)\n$/)
    assert.match(await ok(plain(), '--version'), /^container CLI version 1\.2\.2 \(build: release, commit: [0-9a-f]{7}\)\n$/)
  })

  it('lists every flag of its version in the help, without the service too [cli.help-lists-flags]', async () => {
    for (const flag of ['--masked-path', '--read-only-path', '--kernel-arg', '--cap-add', '--network']) {
      assert.match(await ok(plain(), 'run', '--help'), new RegExp(`^ {2}(-\\w, )?${flag}\\b`, 'm'))
    }
    const earlier = await ok(old(), 'run', '--help')
    assert.doesNotMatch(earlier, /--masked-path|--read-only-path|--kernel-arg/)
    assert.match(earlier, /--cap-add/)
  })

  it('ends with 64 and its usage for a flag that it does not have [cli.usage-error]', async () => {
    const {stderr} = await fails(plain(), ['run', '--privileged', 'box'], {code: 64, says: "Error: Unknown option '--privileged'"})
    assert.equal(stderr, "Error: Unknown option '--privileged'\nUsage: container run [<options>] <image> [<arguments> ...]\n  See 'container run --help' for more information.\n")
  })

  for (const flag of ['--hostname=n', '--ip=1.2.3.4', '--add-host=a:1', '--restart=always', '--sysctl=a=b', '--device=/dev/kvm', '--security-opt=seccomp=unconfined', '--cgroupns=private', '--pid=host', '--ipc=host', '--stop-signal=TERM', '--stop-timeout=5', '--network-alias=n', '--pull=never', '--gpus=all', '--memory-swap=1g', '--pids-limit=5', '--health-cmd=x', '--userns=host', '--net=default', '--systemd=false']) {
    it(`does not know docker's ${flag} [cli.usage-error]`, () => fails(mac(), ['run', flag, 'box'], {code: 64, says: `Error: Unknown option '${flag.split('=')[0]}'`}).then(() => undefined))
  }

  for (const [args, says] of [
    [['ps'], "Error: Plugin 'container-ps' not found."],
    [['rmi', 'box'], "Error: Plugin 'container-rmi' not found."],
    [['pull', 'box'], "Error: Plugin 'container-pull' not found."],
    [['restart', 'n'], "Error: Plugin 'container-restart' not found."],
    [['network', 'connect', 'a', 'b'], "Error: Unexpected argument 'connect'"],
    [['list', '--filter', 'label=x'], "Error: Unknown option '--filter'"],
    [['list', '--format', '{{.ID}}'], "Error: The value '{{.ID}}' is invalid for '--format <format>'. Please provide one of 'json', 'table', 'yaml' or 'toml'."],
    [['list', 'n'], "Error: Unexpected argument 'n'"],
    [['volume', 'create', '--size', '1G', 'v'], "Error: Unknown option '--size'"],
    [['start', 'a', 'b'], "Error: Unexpected argument 'b'"],
    [['run', '--cpus', '1.5', 'box'], "Error: The value '1.5' is invalid for '--cpus <cpus>'"],
    [['run', '--name'], "Error: Missing value for '--name <name>'"],
    [['run', '--name', '--rm', 'box'], "Error: Missing value for '--name <name>'"],
    [['run'], "Error: Missing expected argument '<image>'"],
    [['exec', 'n'], "Error: Missing expected argument '<arguments>'"],
    [['run', '--detach=true', 'box'], "Error: The option '--detach' does not take any value, but 'true' was specified."],
    [['create', '--progress', 'none', 'box'], "Error: Unknown option '--progress'"],
    [['logs', '--tail', '5', 'n'], "Error: Unknown option '--tail'"],
    [['stop', '--timeout', '5', 'n'], "Error: Unknown option '--timeout'"],
    [['system', 'property', 'set', 'a', 'b'], "Error: Unexpected argument 'set'"],
  ] as const) {
    it(`refuses: container ${args.join(' ')} [cli.usage-error]`, () => fails(mac(), args, {code: 64, says}).then(() => undefined))
  }

  for (const args of [['run', '--masked-path', 'NONE', 'box'], ['run', '--read-only-path', 'NONE', 'box'], ['run', '--kernel-arg', 'psi=1', 'box'], ['build', '--ssh', 'default', '.'], ['system', 'kernel', 'set', '--digest', 'sha256:0', '--binary', '/k']]) {
    it(`1.1.0 refuses what came later: container ${args.join(' ')} [cli.usage-error]`, () => fails(old(), args, {code: 64, says: `Error: Unknown option '${args.find((word) => word.startsWith('--'))}'`}).then(() => undefined))
  }

  it('a debug build speaks on standard error on every call, and the result is alone on standard output [cli.result-on-stdout]', async () => {
    const ran = await mac().run([...NEEDS_26, '--quiet'])
    assert.deepEqual([ran.code, ran.stdout, ran.stderr], [0, 'default\n', 'Warning! Running debug build. Performance may be degraded.\n'])
  })

  it('passes on everything after the image and after the container, also flags and -- [cli.passes-arguments]', async () => {
    assert.equal(await ok(mac(), 'run', 'echo', '--rm', '--', '-it', '--name=x'), '--rm -- -it --name=x\n')
    await ok(mac(), 'run', '-d', '--name', 'passes', 'box')
    assert.equal(await ok(mac(), 'exec', 'passes', 'echo', '-d', '--', '--user', 'x'), '-d -- --user x\n')
    await fails(mac(), ['exec', 'passes', '--', 'echo'], {says: /failed to find target executable --/})
    await fails(mac(), ['exec', 'passes', '-i', 'cat'], {says: /failed to find target executable -i/})
  })

  it('takes --a=b, -a b, grouped letters, and words of groups by their short names', async () => {
    await ok(mac(), 'run', '-dl', 'of=letters', '--name=letters', 'box')
    assert.deepEqual((await inspected(mac(), 'letters')).configuration.labels, {of: 'letters'})
    assert.equal(await ok(mac(), 'n', 'ls', '-q'), await ok(mac(), 'network', 'list', '-q'))
  })

  it('gives help for programs, groups and commands', async () => {
    assert.match(await ok(mac()), /SUBCOMMANDS:[^]*\n {2}run /)
    assert.match(await ok(mac(), 'image', '--help'), /\n {2}load /)
    assert.equal(await ok(mac(), 'help', 'image', 'load'), await ok(mac(), 'image', 'load', '--help'))
  })
})
