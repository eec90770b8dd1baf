import assert from 'node:assert/strict'
import {parseProc} from '../src/host.js'

const proc = ({nofile = '20000', nproc = '96365', caps = '000001fffeffffff', pidMax = '32768'} = {}) =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax processes             96365                ${nproc.padEnd(21)}processes \nMax open files            1024                 ${nofile.padEnd(21)}files     \nName:\tcat\nCapBnd:\t${caps}\n${pidMax}\n`

describe('parseProc', () => {
  it('limits are the hard ones, and no more processes than pid_max', () => {
    assert.deepEqual(parseProc(proc()), {sysResource: false, limits: {nofile: 20_000, nproc: 32_768}})
  })
  it('CAP_SYS_RESOURCE is bit 24 of the bounding set', () => {
    assert.equal(parseProc(proc({caps: '000001ffffffffff'})).sysResource, true)
  })
  it('no limit means what Podman would ask for', () => {
    assert.deepEqual(parseProc(proc({nofile: 'unlimited', nproc: 'unlimited', pidMax: '4194304'})).limits, {nofile: 1_048_576, nproc: 1_048_576})
  })
  it('a host without /proc makes no exception', () => {
    assert.deepEqual(parseProc(''), {sysResource: true, limits: null})
  })
})
