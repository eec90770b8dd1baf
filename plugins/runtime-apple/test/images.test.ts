import assert from 'node:assert/strict'
import {appleImages} from '../src/images.js'
import {named} from '../src/image-json.js'
import {changes, fakeMac} from './mac.js'
import {image, list} from './recorded.js'

describe('images of apple', () => {
  it('have the names that users type, one id for all names of an image, and labels', async () => {
    const ctx = fakeMac({'container image list': list(image('docker.io/library/b:1'), image('docker.io/kina/a:1'), image('ghcr.io/x/y:1', {digest: '4', labels: {l: 'v'}}))})
    const [first, second] = await appleImages.list(ctx)
    assert.deepEqual([first?.names, second?.names], [['b:1', 'kina/a:1'], ['ghcr.io/x/y:1']])
    assert.deepEqual([first?.id, second?.labels, first?.created, first?.size], ['3'.repeat(64), {l: 'v'}, '2026-05-01T00:00:00.000Z', 402653184])
    assert.deepEqual(await appleImages.inspect('kina/a:1', ctx), first)
    assert.deepEqual(await appleImages.inspect('3'.repeat(64), ctx), first)
    assert.equal(await appleImages.inspect('kina/a:2', ctx), null)
  })

  it('are found under a name that the tool completes in its own way', async () => {
    const ctx = fakeMac({'container image list': list(image('registry.example/kina/a:1')), 'container image inspect kina/a:1': list(image('registry.example/kina/a:1'))})
    assert.deepEqual((await appleImages.inspect('kina/a:1', ctx))?.names, ['kina/a:1'])
  })

  it('names are completed as the tool does', () => {
    for (const [reference, typed] of [['docker.io/library/alpine:latest', 'alpine'], ['docker.io/kina/node:v1', 'kina/node:v1'], ['kina/node:v1', 'docker.io/kina/node:v1'], ['localhost:5000/a:latest', 'localhost:5000/a'], ['docker.io/library/a@sha256:1', 'a@sha256:1']] as const) assert.ok(named(reference, typed), typed)
    assert.ok(!named('ghcr.io/kina/node:v1', 'kina/node:v1'))
    assert.ok(!named('docker.io/kina/node:v1', 'kina/node:v2'))
  })

  it('are saved for the platform they have', async () => {
    const ctx = fakeMac({'container image list': list(image('docker.io/kina/a:1', {architectures: ['amd64']}), image('docker.io/kina/b:1', {architectures: ['amd64', 'arm64']}))})
    await appleImages.save(['kina/a:1'], ctx, () => {})
    await appleImages.save(['kina/b:1'], ctx, () => {})
    await assert.rejects(appleImages.save(['kina/a:1', 'kina/no:1'], ctx, () => {}), /container has no image kina\/no:1/)
    assert.deepEqual(changes(ctx), ['container image save --platform linux/amd64 kina/a:1', 'container image save --platform linux/arm64 kina/b:1'])
  })

  it('are removed by name or by id, and absent ones are no error', async () => {
    const ctx = fakeMac({'container image list': list(image('docker.io/kina/a:1'), image('docker.io/kina/b:1')), 'container image delete --force kina/c:1': {exitCode: 1, stderr: 'Error: image not found: kina/c:1\n'}})
    for (const ref of ['kina/a:1', '3'.repeat(64), '5'.repeat(64), 'kina/c:1']) await appleImages.remove(ref, ctx)
    assert.deepEqual(changes(ctx), ['container image delete --force kina/a:1', 'container image delete --force docker.io/kina/a:1 docker.io/kina/b:1', 'container image delete --force kina/c:1'])
    await assert.rejects(appleImages.remove('kina/d:1', fakeMac({'container image delete': {exitCode: 1, stderr: 'Error: disk full\n'}})), /container image delete ended with exit code 1: disk full/)
  })

  it('are pulled for one platform, and loaded from a file; a failure is in the words of the tool', async () => {
    const ctx = fakeMac()
    await appleImages.pull('alpine', ctx)
    await appleImages.load('/a.tar', ctx)
    assert.deepEqual(changes(ctx), ['container image pull --platform linux/arm64 --progress none alpine', 'container image load --input /a.tar'])
    await assert.rejects(appleImages.load('/a.tar', fakeMac({'container image load': {exitCode: 1, stderr: 'Error: notFound: "oci-layout"\n'}})), /container image load ended with exit code 1: notFound: "oci-layout"/)
  })
})
