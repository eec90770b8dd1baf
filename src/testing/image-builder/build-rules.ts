import assert from 'node:assert/strict'
import type {Rule} from '../suite/rule.js'
import {MARK, type Bench} from './bench.js'
import {savedImage} from './saved-image.js'

/** Values that a shell, a parser or an encoding would change. */
const VALUES = {
  plain: 'value',
  empty: '',
  equals: 'a=b==c',
  quotes: `"double" 'single' \`back\``,
  spaces: ' two  words ',
  signs: '$HOME ${HOME} \\ # {{json .}}',
  unicode: 'ünïcode ☸',
}

/** What comes out of a build, and under which name. */
export function buildRules({build, recipe, builder, images, inspect, ctx}: Bench): Rule[] {
  return [
    {
      title: 'build tags the image, and the store finds it under that name',
      async hold() {
        const {ref} = await recipe('tag', ONE_FILE)
        const stored = await build('tag', ONE_FILE)
        assert.ok(stored.names.includes(ref), `${JSON.stringify(stored.names)} lacks ${ref}`)
      },
    },
    {
      title: 'build brings one name into the store, and no image that the Containerfile does not name',
      async hold() {
        const names = async () => (await (await images()).list(ctx())).flatMap((image) => image.names)
        const before = await names()
        const {ref} = await recipe('alone', ONE_FILE)
        await build('alone', ONE_FILE)
        assert.deepEqual((await names()).filter((name) => !before.includes(name)), [ref])
      },
    },
    {
      title: 'labels arrive byte for byte',
      async hold() {
        const labels = Object.fromEntries(Object.entries(VALUES).map(([name, value]) => [`${MARK}.${name}`, value]))
        const stored = await build('labels', {...ONE_FILE, labels})
        for (const [label, value] of Object.entries(labels)) assert.equal(stored.labels[label], value, `label ${label}`)
      },
    },
    {
      title: 'args reach the ARGs of the Containerfile, and win over their defaults',
      async hold() {
        const args = Object.fromEntries(Object.entries(VALUES).map(([name, value]) => [`KINA_${name.toUpperCase()}`, value]))
        const names = [...Object.keys(args), 'KINA_DEFAULT']
        const containerfile = ['FROM scratch', ...names.flatMap((name) => [`ARG ${name}=default`, `LABEL ${MARK}.${name}="\${${name}}"`]), 'COPY file /file']
        const stored = await build('args', {...ONE_FILE, containerfile, args})
        for (const [name, value] of Object.entries({...args, KINA_DEFAULT: 'default'})) assert.equal(stored.labels[`${MARK}.${name}`], value, `ARG ${name}`)
      },
    },
    {
      title: 'target ends the build at that stage; without one the last stage is the image',
      async hold() {
        const stage = (name: string, base: string) => [`FROM ${base} AS ${name}`, `LABEL ${MARK}.stage="${name}"`, `COPY file /${name}`]
        const draft = {...ONE_FILE, containerfile: [...stage('first', 'scratch'), ...stage('second', 'first'), ...stage('third', 'second')]}
        assert.equal((await build('target', {...draft, target: 'second'})).labels[`${MARK}.stage`], 'second')
        assert.equal((await build('last', draft)).labels[`${MARK}.stage`], 'third')
      },
    },
    {
      title: 'COPY keeps contents and modes',
      async hold() {
        const files = {program: '#!/bin/sh\n', secret: 'ünïcode\0\n', 'folder/plain': ''}
        const modes = {program: 0o755, secret: 0o600, 'folder/plain': 0o644}
        const {ref} = await recipe('copy', ONE_FILE)
        await build('copy', {containerfile: ['FROM scratch', ...Object.keys(files).map((path) => `COPY ${path} /at/${path}`)], files, modes})
        const saved = await savedImage(await images(), ref, ctx())
        for (const [path, content] of Object.entries(files)) assert.deepEqual(saved.files.get(`/at/${path}`), {content, mode: modes[path as keyof typeof modes]}, path)
      },
    },
    {
      title: 'the image is of the architecture that the recipe names',
      async hold() {
        for (const arch of ['amd64', 'arm64'] as const) {
          const {ref} = await recipe(arch, ONE_FILE)
          await build(arch, {...ONE_FILE, arch})
          assert.equal((await savedImage(await images(), ref, ctx())).architecture, arch)
        }
      },
    },
    {
      title: 'building again is no error, and moves the tag to what is new',
      async hold() {
        const first = await build('again', ONE_FILE)
        await build('again', ONE_FILE)
        const second = await build('again', {...ONE_FILE, files: {file: 'two'}})
        assert.notEqual(second.id, first.id, 'the tag is still at the image of before')
        const old = await inspect(first.id)
        assert.ok(!old?.names.some((name) => second.names.includes(name)), 'the image of before has the tag too')
      },
    },
    {
      title: 'several builds at once keep apart',
      async hold() {
        const words = ['one', 'two', 'three', 'four']
        const tool = await builder()
        const recipes = await Promise.all(words.map((word) => recipe(`at-once-${word}`, {...ONE_FILE, files: {file: word}})))
        await Promise.all(recipes.map((each) => tool.build(each, ctx())))
        for (const [i, {ref}] of recipes.entries()) assert.equal((await savedImage(await images(), ref, ctx())).files.get('/file')?.content, words[i], ref)
      },
    },
  ]
}

/** The smallest image there is, with no base that would have to come from somewhere. */
export const ONE_FILE = {containerfile: ['FROM scratch', `LABEL ${MARK}="yes"`, 'COPY file /file'], files: {file: 'one'}}
