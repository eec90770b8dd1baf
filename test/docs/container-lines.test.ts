import assert from 'node:assert/strict'
import {callsIn, commandNames, containerCalls} from './container-lines.js'
import {simpleCommands} from './shell-words.js'

describe('calls of container in the documentation', () => {
  it('are found in blocks, lists, tables and sentences, each with the version that has to know it', () => {
    const page = [
      '### `container is not there`\n\nUse `container run --rm alpine true` or `container list`. See `container image load`.\n',
      '    container exec -i kina-control-plane ctr images import - < app.tar',
      '    container image prune\n\n    container clean NODE    # container 1.4.1 or newer\n',
      '1. Restart:\n\n       container system stop --prefix x\n',
      '```console\n$ container inspect NODE | grep x\n$ container create --name NODE \\\n    IMAGE\n```\n',
      '| a | `container stop NODE; container start NODE \\| cat` |\n',
    ].join('\n')
    assert.deepEqual(containerCalls(page).map(({args, version}) => `${version} ${args.join(' ')}`).sort(), [
      '1.2.2 create --name NODE IMAGE',
      '1.2.2 exec -i kina-control-plane ctr images import -',
      '1.2.2 image prune',
      '1.2.2 inspect NODE',
      '1.2.2 run --rm alpine true',
      '1.2.2 start NODE',
      '1.2.2 stop NODE',
      '1.2.2 system stop --prefix x',
      '1.4.1 clean NODE',
    ])
    assert.deepEqual(commandNames(page), [['list'], ['image', 'load']])
  })

  it('are split as a shell does', () => {
    assert.deepEqual(simpleCommands(`a 'b c' "d \\"e\\"" f\\ g; h>/dev/null 2>&1 && i | j # k`), [['a', 'b c', 'd "e"', 'f g'], ['h'], ['i'], ['j']])
    assert.deepEqual(simpleCommands(`sh -c 'sleep 60 > x 2>&1 &' < in`), [['sh', '-c', 'sleep 60 > x 2>&1 &']])
    assert.deepEqual(callsIn(`printf 'container run' && container build --label 'a=b=c' .; echo $?`).map(({args}) => args), [['build', '--label', 'a=b=c', '.']])
  })
})
