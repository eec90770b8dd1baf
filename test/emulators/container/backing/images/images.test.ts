import assert from 'node:assert/strict'
import {pinBases} from './base-images.ts'
import {buildArgs} from './build.ts'
import {imageOf, variantOf} from './describe.ts'

describe('bases of a Containerfile', () => {
  const pin = (text: string, args: Record<string, string> = {}) => pinBases(text, args, (reference) => `<${reference}>`)

  it('every image is named by its id; stages and scratch are not images', () => {
    assert.equal(pin('FROM debian:12 AS base\nFROM base\nFROM scratch\nCOPY --from=base /a /b\nCOPY --from=0 /a /b\nCOPY --from=other:1 /a /b'), 'FROM <debian:12> AS base\nFROM base\nFROM scratch\nCOPY --from=base /a /b\nCOPY --from=0 /a /b\nCOPY --from=<other:1> /a /b')
  })

  it('arguments before the first FROM count, with their defaults', () => {
    assert.equal(pin('ARG BASE=debian:12\nFROM ${BASE} AS base'), 'ARG BASE=debian:12\nFROM <debian:12> AS base')
    assert.equal(pin('ARG BASE="debian:12"\nFROM $BASE', {BASE: 'kina/debian:1'}), 'ARG BASE="debian:12"\nFROM <kina/debian:1>')
    assert.equal(pin('ARG BASE\nFROM ${BASE:-alpine}'), 'ARG BASE\nFROM <alpine>')
  })

  it('what looks like an instruction inside one is left alone', () => {
    const text = 'FROM a\nRUN echo \\\n  # FROM b\n  FROM c \\\n  && true\n# FROM d\nFROM --platform=linux/arm64 e'
    assert.equal(pin(text), 'FROM <a>\nRUN echo \\\n  # FROM b\n  FROM c \\\n  && true\n# FROM d\nFROM --platform=linux/arm64 <e>')
  })

  it('Podman asks no registry', () => {
    const order = {directory: '/ctx', file: '/ctx/Containerfile', target: 'base', args: {B: '2', A: '1'}, labels: {}, platform: {os: 'linux', architecture: 's390x'}, noCache: false, pull: false, images: {}, log: () => undefined} as const
    assert.equal(buildArgs(order, {file: '/f', idFile: '/i'}).join(' '), 'build --file /f --iidfile /i --pull=never --force-rm --layers --target base --platform linux/s390x --build-arg A=1 --build-arg B=2 /ctx')
  })
})

describe('images in the emulated store', () => {
  const inspection = {Id: 'abc', Created: '2026-11-26T00:00:00.123456789Z', Size: 7, Architecture: 'amd64', Os: 'linux', Config: {Env: ['A=1'], Labels: {'io.buildah.version': '1', mine: '2'}, Entrypoint: null, StopSignal: 'SIGRTMIN+3'}, RootFS: {Layers: ['sha256:2']}, History: []}

  it('bear no mark of the tool behind, and nothing that is not set', () => {
    const {config, behind} = variantOf(inspection)
    assert.deepEqual(config.config, {Env: ['A=1'], Labels: {mine: '2'}, StopSignal: 'SIGRTMIN+3'})
    assert.deepEqual([config.created, behind], ['2026-11-26T00:00:00Z', 'abc'])
  })

  it('have the same digest for the same content', () => {
    const [one, other] = [variantOf(inspection), variantOf({...inspection, Id: 'def'})]
    assert.equal(imageOf([one]).digest, imageOf([one]).digest)
    assert.notEqual(imageOf([one]).digest, imageOf([other]).digest)
  })
})
