import assert from 'node:assert/strict'
import {describe, it} from 'mocha'
import {KinaError} from '../../src/errors.js'
import {errorToJson, formatError} from '../../src/report/format-error.js'

const error = new KinaError(
  {code: 'E_NODE_BOOT', message: 'Node demo-control-plane did not boot within 60 s.', detail: 'systemd: one\nsystemd: two\n', next: ['podman logs demo-control-plane', 'kina cluster delete demo']},
  {cause: new Error('exec failed', {cause: new Error('ENOENT')})},
)

describe('an error', () => {
  it('reads as a block', () => {
    assert.equal(
      formatError(error),
      `Error: Node demo-control-plane did not boot within 60 s.
Code: E_NODE_BOOT
Cause: exec failed
Cause: ENOENT

    systemd: one
    systemd: two

What to do:
  - podman logs demo-control-plane
  - kina cluster delete demo
`,
    )
  })

  it('is plain JSON too, without empty fields', () => {
    const {code, message, detail, next} = error
    assert.deepEqual(errorToJson(error), {code, message, detail, next, causes: ['exec failed', 'ENOENT']})
    assert.deepEqual(errorToJson(new KinaError({code: 'E_PORT_TAKEN', message: 'm'})), {code: 'E_PORT_TAKEN', message: 'm'})
  })

  it('may be anything that was thrown', () => {
    assert.equal(formatError(new Error('plain')), 'Error: plain\n')
    assert.equal(formatError('text'), 'Error: text\n')
    assert.equal(formatError(undefined), 'Error: undefined\n')
    assert.equal(formatError(new Error('')), 'Error: unknown error\n')
  })

  it('names each cause once, those of an aggregate too, also in a circle', () => {
    const loop = new Error('loop')
    loop.cause = loop
    const many = new AggregateError([new Error('one'), new Error('two', {cause: new Error('one')}), loop], 'several')
    assert.deepEqual(errorToJson(many).causes, ['one', 'two', 'loop'])
    assert.equal(errorToJson(new Error('outer: inner', {cause: new Error('inner')})).causes, undefined)
  })

  it('is broken between words to the width, but for what is to be pasted', () => {
    const long = new KinaError({code: 'E_PORT_TAKEN', message: 'one two three four five six seven', next: ['a command that is wider than the terminal is']})
    assert.equal(
      formatError(long, {columns: 20}),
      `Error: one two
three four five six
seven
Code: E_PORT_TAKEN

What to do:
  - a command that is wider than the terminal is
`,
    )
    assert.equal(formatError(new Error('/a/path/longer/than/a/line is whole'), {columns: 20}), 'Error:\n/a/path/longer/than/a/line\nis whole\n')
    assert.equal(formatError(long, {columns: undefined}), formatError(long))
  })
})
