import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {KinaError} from '../errors.js'
import {cCompiler, compilerName} from './cross-compiler.js'
import {digest} from './digest.js'
import {nodeImageDirectory} from './versions.js'
import {cached, type Workshop} from './workshop.js'

const SOURCE = join(nodeImageDirectory, 'pause', 'pause.c')

/**
 * The static program of pod sandboxes, compiled from C: its path.
 *
 * @throws KinaError E_COMPONENT_SOURCE when there is no C compiler for the architecture
 */
export async function pauseProgram(shop: Workshop): Promise<string> {
  const {ctx, arch} = shop
  const directory = await cached(shop, await pauseKey(shop), async (made) => {
    const {program, sysroot} = await cCompiler(shop)
    try {
      await ctx.exec([program, ...(sysroot === undefined ? [] : [`--sysroot=${sysroot}`]), '-Os', '-static', '-s', '-o', join(made, 'pause'), SOURCE])
    } catch (error) {
      ctx.signal.throwIfAborted()
      throw new KinaError(
        {
          code: 'E_COMPONENT_SOURCE',
          message: `Compiling the pause program for ${arch} failed.`,
          ...(error instanceof KinaError && error.detail !== undefined && {detail: error.detail}),
          next: ['sudo apt-get install gcc libc6-dev', 'Set CC to a C compiler for this architecture.'],
        },
        {cause: error},
      )
    }
  })
  return join(directory, 'pause')
}

/** The cache key of the pause program. */
export async function pauseKey({arch, host}: Pick<Workshop, 'arch' | 'host'>): Promise<string> {
  return `pause-${arch}-${digest({source: await readFile(SOURCE, 'utf8'), compiler: compilerName({arch, host})})}`
}
