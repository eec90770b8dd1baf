import assert from 'node:assert/strict'
import type {KernelEvidence} from '../../src/kernel/evidence.js'
import {judge, readConfig, reportOf} from '../../src/kernel/judge.js'

const SPEC = {feature: 'tunnel', meaning: 'tunnels', config: ['TUNNEL', 'A|B'], symbols: ['make_tunnel|new_tunnel'], trials: []}

describe('judging a kernel', () => {
  const judged = (evidence: Partial<KernelEvidence>, spec = SPEC) => judge({release: '6.0', config: null, symbols: null, trials: {}, ...evidence}, [spec])[0]!
  const works = {tunnel: [{by: 'x', error: 'no'}, {by: 'y', error: null}]}
  const fails = {tunnel: [{by: 'x', error: 'Unknown device type.'}]}

  it('reads options that are built in or modules, and takes all others for not set', () => {
    assert.deepEqual([...readConfig('CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=m\nCONFIG_D=1000\nXCONFIG_E=y\n')], [['A', 'y'], ['C', 'm']])
  })

  it('wants every option, and of alternatives the best', () => {
    const config = (text: string) => judged({config: text}).config
    assert.deepEqual([config('CONFIG_TUNNEL=y\nCONFIG_A=m\nCONFIG_B=y\n'), config('CONFIG_TUNNEL=m\nCONFIG_A=y\n'), config('CONFIG_TUNNEL=y\n'), config('CONFIG_A=y\n')], ['y', 'm', 'n', 'n'])
  })

  it('wants one of alternative functions', () => {
    const symbols = (...found: string[]) => judged({symbols: found}).symbols
    assert.deepEqual([symbols('new_tunnel'), symbols('other'), judged({symbols: []}, {...SPEC, symbols: []}).symbols], ['yes', 'no', 'unknown'])
  })

  const VERDICTS: readonly (readonly [what: string, evidence: Partial<KernelEvidence>, present: boolean | null, disagreement: RegExp | null])[] = [
    ['nothing', {}, null, null],
    ['the configuration alone', {config: 'CONFIG_TUNNEL=y\nCONFIG_A=y\n'}, true, null],
    ['the functions alone', {symbols: []}, false, null],
    ['one of two trials that works', {trials: works}, true, null],
    ['a trial that fails against the configuration', {config: 'CONFIG_TUNNEL=y\nCONFIG_A=y\n', trials: fails}, false, /^trying: fails, its configuration: y; trying is believed$/],
    ['a trial that works against both', {config: '', symbols: [], trials: works}, true, /^trying: works, its configuration: n, its functions: no; trying is believed$/],
    ['a configuration against the functions', {config: '', symbols: ['new_tunnel']}, false, /; its configuration is believed$/],
    ['a module that is not loaded', {config: 'CONFIG_TUNNEL=m\nCONFIG_A=y\n', symbols: [], trials: fails}, false, null],
    ['a module that was loaded by trying', {config: 'CONFIG_TUNNEL=m\nCONFIG_A=y\n', symbols: [], trials: works}, true, null],
  ]
  for (const [what, evidence, present, disagreement] of VERDICTS) {
    it(`by ${what}: ${present === null ? 'not known' : present ? 'it has it' : 'it lacks it'}`, () => {
      const finding = judged(evidence)
      assert.equal(finding.present, present)
      if (disagreement === null) assert.equal(finding.disagreement, undefined)
      else assert.match(finding.disagreement ?? '', disagreement)
    })
  }

  it('says what was seen: options, functions, and what each trial answered', () => {
    assert.equal(judged({config: 'CONFIG_TUNNEL=y\n', symbols: [], trials: fails}).detail, 'CONFIG_TUNNEL=y; CONFIG_A=n or CONFIG_B=n; no function make_tunnel or new_tunnel; x: Unknown device type.')
  })

  it('asks a CNI with what is not known as present', () => {
    assert.deepEqual(reportOf('6.0', [judged({}), {...judged({trials: fails}), feature: 'other'}]).features, {
      tunnel: {present: true, detail: 'neither its configuration nor its functions can be read, and it cannot be tried'},
      other: {present: false, detail: 'x: Unknown device type.'},
    })
  })
})
