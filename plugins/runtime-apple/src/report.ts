import type {Assumption, Context} from 'kina/plugin'
import {ASSUMPTIONS} from './assumptions/all.js'
import {ACCESS_LOOKS} from './looks/access-looks.js'
import {makeBench, type Bench, type Look, type Seen} from './looks/bench.js'
import {IMAGE_LOOKS} from './looks/image-looks.js'
import {LIFE_LOOKS} from './looks/life-looks.js'
import {MACHINE_LOOKS} from './looks/machine-looks.js'
import {PORT_LOOKS} from './looks/port-looks.js'
import {TOOL_LOOKS} from './looks/tool-looks.js'

/** Every look by the id of its assumption. Those of the last group stop the container that the others look at. */
export const LOOKS: Readonly<Record<string, Look>> = {...TOOL_LOOKS, ...MACHINE_LOOKS, ...ACCESS_LOOKS, ...IMAGE_LOOKS, ...PORT_LOOKS, ...LIFE_LOOKS}

/** Looks at all that this runtime relies on, in a small container of its own, and hands each over as soon as it is known. */
export async function reportApple(ctx: Context, hand: (assumption: Assumption) => void): Promise<void> {
  const bench = makeBench(ctx)
  const known = new Map(ASSUMPTIONS.map((assumption) => [assumption.id, assumption]))
  // Of an earlier report that was killed. Where that fails, such as without the service, the looks say why.
  await bench.clean().catch((error: unknown) => ctx.log.debug(`nothing of an earlier report was removed: ${String(error)}`))
  try {
    for (const [id, look] of Object.entries(LOOKS)) {
      const assumption = known.get(id)
      if (assumption) hand({...assumption, ...(await looked(bench, look))})
    }
  } finally {
    // What is left, the next report takes away.
    await bench.clean().catch((error: unknown) => ctx.log.warn(`what was made for the looks could not all be removed: ${String(error)}`))
  }
}

async function looked(bench: Bench, look: Look): Promise<Seen> {
  try {
    return await look(bench)
  } catch (error) {
    bench.ctx.signal.throwIfAborted()
    return {holds: null, seen: error instanceof Error ? error.message : String(error)}
  }
}
