import assert from 'node:assert/strict'
import {cidrsOverlap, formatCidr, nodePodCidr, nthSubnet, parseCidr, subnetCount, type Cidr} from '../../src/plan/cidr.js'

const cidr = (text: string): Cidr => parseCidr(text) ?? assert.fail(text)

describe('parseCidr and formatCidr', () => {
  it('go there and back, without the bits after the prefix', () => {
    for (const text of ['0.0.0.0/0', '10.244.0.0/16', '128.0.0.0/1', '255.255.255.255/32']) assert.equal(formatCidr(cidr(text)), text)
    assert.equal(formatCidr(cidr('10.96.3.7/12')), '10.96.0.0/12')
    assert.equal(formatCidr(cidr('255.255.255.255/0')), '0.0.0.0/0')
  })

  it('refuse what is no IPv4 CIDR', () => {
    const prefixes = ['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/8/8']
    const addresses = ['', '10.0.0/8', '010.0.0.0/8', ' 10.0.0.0/8', 'fd00::/8']
    for (const text of [...prefixes, ...addresses]) assert.equal(parseCidr(text), null, text)
  })
})

describe('cidrsOverlap', () => {
  it('holds both ways', () => {
    const cases: [string, string, boolean][] = [
      ['10.0.0.0/8', '10.96.0.0/16', true],
      ['10.244.0.0/16', '10.96.0.0/12', false],
      ['10.0.0.0/24', '10.0.1.0/24', false],
      ['0.0.0.0/0', '255.255.255.255/32', true],
      ['192.168.0.0/16', '192.168.0.0/16', true],
    ]
    for (const [a, b, expected] of cases) {
      assert.equal(cidrsOverlap(cidr(a), cidr(b)), expected, `${a} ${b}`)
      assert.equal(cidrsOverlap(cidr(b), cidr(a)), expected, `${b} ${a}`)
    }
  })
})

describe('subnets', () => {
  it('counts them', () => {
    assert.equal(subnetCount(cidr('10.244.0.0/16'), 24), 256)
    assert.equal(subnetCount(cidr('10.244.0.0/24'), 24), 1)
    assert.equal(subnetCount(cidr('10.244.0.0/25'), 24), 0)
  })

  it('finds the one of a number', () => {
    assert.equal(formatCidr(nthSubnet(cidr('10.0.0.0/8'), 24, 256)), '10.1.0.0/24')
    assert.equal(formatCidr(nthSubnet(cidr('255.0.0.0/8'), 32, 2 ** 24 - 1)), '255.255.255.255/32')
    for (const index of [-1, 0.5, 256]) assert.throws(() => nthSubnet(cidr('10.244.0.0/16'), 24, index), RangeError)
  })

  it("gives each node its part of the pods' CIDR", () => {
    assert.equal(nodePodCidr('10.244.0.0/16', 1), '10.244.1.0/24')
    assert.throws(() => nodePodCidr('10.244.0.0/24', 1), /has no \/24 network number 1/)
    assert.throws(() => nodePodCidr('pods', 0), RangeError)
  })
})
