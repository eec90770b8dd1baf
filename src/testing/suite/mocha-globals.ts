/** The part of mocha that the suites use. It is taken from the global scope, where mocha puts it, so that nothing has to be imported. */
export interface MochaGlobals {
  describe(title: string, body: (this: {timeout(ms: number): unknown}) => void): unknown
  it(title: string, body: (this: MochaContext) => Promise<void>): unknown
  before(body: (this: MochaContext) => Promise<void>): unknown
  after(body: (this: MochaContext) => Promise<void>): unknown
}

export interface MochaContext {
  skip(): never
  timeout(ms: number): unknown
}

export function mochaGlobals(): MochaGlobals {
  const globals = globalThis as unknown as Partial<MochaGlobals>
  const {describe, it, before, after} = globals
  if (!describe || !it || !before || !after) throw new Error('conformance suites are run by mocha: describe, it, before and after are not defined')
  return {describe, it, before, after}
}
