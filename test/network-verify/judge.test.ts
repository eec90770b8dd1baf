import assert from 'node:assert/strict'
import {judge} from '../../src/network-verify/trace/judge.js'
import {readSightings, type Sighting} from '../../src/network-verify/trace/listen.js'
import type {Place} from '../../src/network-verify/place.js'

const place = (kind: Place['kind'], name: string, node: string, ip: string): Place => ({kind, name, node, ip, exec: () => Promise.reject(new Error('nothing runs here'))})
const here = place('pod', 'here', 'a', '10.244.0.5')
const away = place('pod', 'away-1', 'b', '10.244.1.7')
const a = place('node', 'a', 'a', '10.89.0.2')
const b = place('node', 'b', 'b', '10.89.0.3')

/** Each line is `DIRECTION INTERFACE WAY`, and what it was seen in, if anything. */
function seen(...lines: readonly (readonly [Place, string])[]): Sighting[] {
  return lines.flatMap(([at, line]) => {
    const [, direction = '', link, way, carrier = 'plain'] = /^(\S+) (\S+) (\S+)(?: (.+))?$/.exec(line)!
    const [from, to] = direction === 'back' ? [away, here] : [here, away]
    return readSightings([direction, link, way, from.ip, to.ip, carrier].join('\t'), at)
  })
}

const across = [here, a, b, away]
const leaving = [[here, 'forward eth0 out'], [a, 'forward veth1 in']] as const
const inVxlan = 'UDP 8472 10.89.0.2 10.89.0.3'
const arriving = [...leaving, [a, `forward eth0 out ${inVxlan}`], [b, `forward eth0 in ${inVxlan}`], [b, 'forward flannel.1 in'], [b, 'forward veth2 out'], [away, 'forward eth0 in']] as const
const words = (way: readonly Place[], sightings: Sighting[], asked = away.ip) => judge(way, sightings, {asked, begins: true, ends: true})?.words

describe('where packets are lost', () => {
  it('is before the first place when not even that one sends', () => {
    assert.equal(words(across, []), 'nothing of it is seen at pod here on a')
  })

  it('is a node that does not send on what its pod sent', () => {
    assert.equal(words(across, seen(...leaving)), 'it arrives at node a on veth1, and node a does not send it on to node b')
  })

  it('is between two nodes, with what the packets travelled in', () => {
    assert.equal(words(across, seen(...leaving, [a, 'forward flannel.1 out'], [a, `forward eth0 out ${inVxlan}`])), 'node a sends it as UDP 8472 from 10.89.0.2 to 10.89.0.3 on eth0, and nothing arrives at node b')
  })

  it('is a node that does not take them out of that', () => {
    assert.equal(words(across, seen(...arriving.slice(0, 4))), 'it arrives at node b as UDP 8472 on eth0, and is not taken out of that')
  })

  it('is a pod that does not answer, or the way back', () => {
    assert.equal(words(across, seen(...arriving)), 'it arrives at pod away-1 on b, which does not answer')
    assert.equal(words(across, seen(...arriving, [away, 'back eth0 out'], [b, 'back veth2 in'])), 'the answer arrives at node b on veth2, and node b does not send it on to node a')
  })

  it('is after the last place that saw them, whatever did not show before: some ways of sending show on no interface', () => {
    const skipping = arriving.filter(([at, line]) => !(at === b && line.includes('veth2')))
    assert.equal(words(across, seen(...skipping)), 'it arrives at pod away-1 on b, which does not answer')
  })

  it('is nowhere when the answer has come', () => {
    assert.equal(judge(across, seen(...arriving, [here, 'back eth0 in']), {asked: away.ip, begins: true, ends: true}), null)
  })

  it('is a service that nothing translates, also where it is refused for that', () => {
    const service = readSightings('forward\teth0\tout\t10.244.0.5\t10.96.0.9\tplain\n', here).concat(readSightings('forward\tveth1\tin\t10.244.0.5\t10.96.0.9\tplain\nback\tveth1\tout\t10.96.0.9\t10.244.0.5\tplain\n', a))
    assert.equal(words(across, service, '10.96.0.9'), 'it arrives at node a on veth1, and node a does not send it on to node b, where it is refused; nothing puts the address of a pod in the place of 10.96.0.9: kube-proxy, or what replaces it')
  })

  it('is told apart where a node is passed twice, as by a NodePort of another one', () => {
    const way = [a, b, a, here]
    const asking = (at: Place, line: string) => readSightings(line.replaceAll(' ', '\t') + '\tplain', at)
    const asked = [...asking(a, 'forward eth0 out 10.89.0.2 10.89.0.3'), ...asking(b, 'forward eth0 in 10.89.0.2 10.89.0.3')]
    assert.equal(words(way, asked, b.ip), 'it arrives at node b on eth0, and node b does not send it on to node a')
    const returned = [...asked, ...asking(b, 'forward eth0 out 10.89.0.3 10.244.0.5'), ...asking(a, 'forward eth0 in 10.89.0.3 10.244.0.5')]
    assert.equal(words(way, returned, b.ip), 'it arrives at node a on eth0, and node a does not send it on to pod here on a')
  })

  it('is where an answer from outside of the cluster comes no further, and whether one comes at all', () => {
    const outside = {asked: '10.89.0.1', begins: true, ends: false}
    const line = (at: Place, text: string) => readSightings(`${text}\tplain`.replaceAll(' ', '\t'), at)
    const asked = [...line(here, 'forward eth0 out 10.244.0.5 10.89.0.1'), ...line(a, 'forward veth1 in 10.244.0.5 10.89.0.1'), ...line(a, 'forward eth0 out 10.89.0.2 10.89.0.1')]
    assert.equal(judge([here, a], asked, outside)?.words, 'node a sends it on eth0, and nothing arrives in return')
    assert.equal(judge([here, a], [...asked, ...line(a, 'back eth0 in 10.89.0.1 10.89.0.2')], outside)?.words, 'the answer arrives at node a on eth0, and node a does not send it on to pod here on a')
    const answered = [...line(a, 'forward eth0 out 10.89.0.2 10.89.0.1'), ...line(a, 'back eth0 in 10.89.0.1 10.89.0.2')]
    assert.equal(judge([a], answered, outside), null)
  })
})
