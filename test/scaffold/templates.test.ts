import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import ts from 'typescript'
import {exec} from '../../src/process/exec.js'
import {fillTemplates} from '../../src/scaffold/fill-template.js'
import {PLUGIN_KIND_NAMES} from '../../src/scaffold/plugin-kind.js'
import {packageRoot, withDesk} from './written-plugins.js'

describe('templates', function () {
  this.timeout(60_000)

  for (const kind of PLUGIN_KIND_NAMES) {
    it(`${kind}: type-checks against what kina exports`, () =>
      withDesk(async ({write}) => {
        const {directory} = await write({kind})
        assert.equal(typeErrors(join(directory, 'test/tsconfig.json')), '')
      }))

    it(`${kind}: its unit tests pass as they are`, () =>
      withDesk(async ({write}) => {
        const {directory} = await write({kind})
        const {exitCode, stdout, stderr} = await exec([process.execPath, join(packageRoot, 'node_modules/mocha/bin/mocha.js'), '--ignore', 'test/conformance.test.ts'], {cwd: directory, allowFailure: true})
        assert.equal(exitCode, 0, stdout + stderr)
        assert.match(stdout, /[1-9]\d* passing/)
      }))

    it(`${kind}: imports only types, and only from kina/plugin`, async () => {
      const files = (await templateOf(kind)).filter(({path}) => path.startsWith('src/'))
      assert.ok(files.length > 0)
      const imports = files.flatMap(({text}) => [...text.matchAll(/^import .* from '(kina[^']*)'$/gm)])
      assert.ok(imports.length > 0)
      for (const [line, module] of imports) assert.ok(module === 'kina/plugin' && line.startsWith('import type '), line)
      for (const {path, text} of files) assert.doesNotMatch(text, /child_process|execa|process\.(exit|stdout|stderr)|console\./, path)
    })

    it(`${kind}: is short enough to be read`, async () => {
      for (const {path, text} of (await templateOf(kind)).filter(({path}) => /\.(ts|sh)$/.test(path))) assert.ok(text.split('\n').length <= 110, path)
    })
  }

  it('with a placeholder that nobody fills are refused', async () => {
    await assert.rejects(fillTemplates([join(packageRoot, 'templates/cni')], {NAME: 'demo'}), /__(PACKAGE|KINA_\w+)__/)
  })

  it('travel in the package', async () => {
    const {files} = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {files: string[]}
    assert.ok(files.includes('templates'))
  })
})

function templateOf(kind: string) {
  return fillTemplates([join(packageRoot, 'templates', kind)], {NAME: 'demo', PACKAGE: 'kina-demo', KINA_SPEC: '*', KINA_VERSION: '0', KUBERNETES: 'v0'})
}

/** As `tsc -p` would print them; empty when there are none. */
function typeErrors(config: string): string {
  const {fileNames, options, errors} = ts.getParsedCommandLineOfConfigFile(config, {}, {...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => assert.fail(ts.flattenDiagnosticMessageText(problem.messageText, '\n'))})!
  const found = [...errors, ...ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))]
  return ts.formatDiagnostics(found, {getCanonicalFileName: (name) => name, getCurrentDirectory: () => packageRoot, getNewLine: () => '\n'})
}
