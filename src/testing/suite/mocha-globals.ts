/** The part of mocha that the suites use. It is taken from the global scope, where mocha puts it, so that nothing has to be imported. */
export interface MochaGlobals {
  describe(title: string, body: (this: {timeout(ms: number): unknown}) => void): unknown
  it(title: string, body: (this: MochaContext) => Promise<void>): unknown
  after(body: (this: MochaContext) => Promise<void>): unknown
}

export interface MochaContext {
  skip(): never
  timeout(ms: number): unknown
}

export function mochaGlobals(): MochaGlobals {
  const {describe, it, after} = globalThis as unknown as Partial<MochaGlobals>
  if (!describe || !it || !after) throw new Error('describe, it and after are not defined: run the suite by mocha, or without it by runSuite')
  return {describe, it, after}
}
