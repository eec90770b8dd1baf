import assert from 'node:assert/strict'
import {randomBytes} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Rule} from '../suite/rule.js'
import {MARK, type Bench} from './bench.js'
import {ONE_FILE} from './build-rules.js'

const MISSING = 'kina-conformance-no-such-file'
const FAILS = {containerfile: ['FROM scratch', `LABEL ${MARK}="yes"`, `COPY ${MISSING} /`]}

/** Builds that come to nothing. */
export function failureRules({builder, recipe, build, images, inspect, ctx, amounts}: Bench): Rule[] {
  /** Of many instructions, and nothing of it in any cache. */
  const long = () => {
    const files = Object.fromEntries(Array.from({length: amounts.steps}, (_, i) => [`file-${i}`, randomBytes(8).toString('hex')]))
    return recipe('aborted', {containerfile: ['FROM scratch', `LABEL ${MARK}="yes"`, ...Object.keys(files).map((name) => `COPY ${name} /${name}`)], files})
  }
  return [
    {
      title: 'a build that fails rejects in the words of the tool, and leaves no tag',
      async hold() {
        const broken = await recipe('fails', FAILS)
        const error = await (await builder()).build(broken, ctx()).then(
          () => assert.fail('it resolves'),
          (thrown: unknown) => thrown as Error & {detail?: unknown},
        )
        assert.match(`${error.message}\n${String(error.detail ?? '')}`, new RegExp(MISSING), 'neither its message nor its detail says what is wrong')
        assert.equal(await inspect(broken.ref), null)
      },
    },
    {
      title: 'a build that fails leaves the image that has its tag',
      async hold() {
        const before = await build('kept', ONE_FILE)
        const broken = await recipe('kept', FAILS)
        await assert.rejects((await builder()).build(broken, ctx()))
        assert.equal((await inspect(broken.ref))?.id, before.id)
      },
    },
    {
      title: 'an aborted build rejects, and leaves no tag',
      async hold() {
        const tool = await builder()
        await assert.rejects(tool.build(await long(), ctx(AbortSignal.abort())), 'the signal was aborted before, and it resolves')
        for (const after of amounts.abortsAfter) {
          const own = await long()
          const abort = new AbortController()
          let ended = false
          const building = tool.build(own, ctx(abort.signal)).finally(() => (ended = true))
          const outcome = building.then(
            () => 'built',
            () => 'rejected',
          )
          await sleep(after)
          const tooLate = ended
          abort.abort()
          assert.equal(await outcome, tooLate ? 'built' : 'rejected', `aborted after ${after} ms`)
          await sleep(amounts.settleMs)
          if (tooLate) await (await images()).remove(own.ref, ctx())
          assert.equal(await inspect(own.ref), null, `aborted after ${after} ms, and the tag is there`)
        }
      },
    },
  ]
}
