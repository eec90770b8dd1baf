/** A plugin that does not behave: a row of docs/plugins/trust.md. */
export interface BadPlugin {
  /** What it does, as the page says it. */
  readonly title: string
  /** The one warning. NAME, ROOT and LIST are the package, its folder and the list of plugins; … is anything. */
  readonly says: string
  /** Default: `kina-bad`. */
  readonly name?: string
  /** Files of the package; package.json and an empty register.js are there already. Null: not there at all. */
  readonly files?: Readonly<Record<string, string | null>>
  /** Merged into package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>
  /** Installed by npm rather than linked. */
  readonly installed?: true
  /** What the list of plugins holds instead. */
  readonly list?: string
  /** Does something to the process, so that it needs one of its own. */
  readonly alone?: true
}

const hook = (body: string) => ({'register.js': `export default async function ({register}) {${body}}`})
const cni = (fields: string) => hook(`register.cni({apiVersion: 1, name: 'bad', summary: 'x', load: async () => ({}), ${fields}})`)
const runtime = (load: string) => hook(`register.runtime({apiVersion: 1, name: 'bad', summary: 'x', load: async () => {${load}}})`)
const probing = (probe: string) =>
  runtime(`const no = async () => {}; return {imageStore: 'bad', images: {list: no, inspect: no, load: no, pull: no, remove: no, save: no}, prepare: no, listNodes: no, listClusters: no, removeCluster: no, probe: async () => {${probe}}}`)
const oclif = (more: object) => ({oclif: {hooks: {'kina:register': './register.js'}, ...more}})
const command = (id: string) => ({[id]: {id, aliases: [], hiddenAliases: [], args: {}, flags: {}, isESM: true, relativePath: ['commands', 'x.js'], pluginName: 'kina-bad', pluginType: 'user'}})
const HOOKS = {init: './init.js', prerun: './prerun.js', command_not_found: './exits.js', finally: './exits.js'}

export const BAD_PLUGINS: readonly BadPlugin[] = [
  {title: 'throws while its module is loaded', says: 'The plugin NAME is not used: boom', files: {'register.js': `throw new Error('boom')`}},
  {title: 'has a syntax error', says: 'The plugin NAME is not used: …', files: {'register.js': 'export default ('}, alone: true},
  {title: 'imports what is not there', says: 'The plugin NAME is not used: Cannot find …kina-no-such-package…', files: {'register.js': `import 'kina-no-such-package'`}, alone: true},
  {title: 'throws in the hook', says: 'The plugin NAME is not used: boom', files: {'register.js': `export default () => { throw new Error('boom') }`}},
  {title: 'rejects in the hook', says: 'The plugin NAME is not used: boom', files: hook(`await null; throw new Error('boom')`)},
  {title: 'throws what is no error', says: 'The plugin NAME is not used: it threw undefined', files: hook('throw undefined')},
  {title: 'ends its hook with `this.exit(9)`', says: 'The plugin NAME is not used: EEXIT: 9', files: hook('this.exit(9)')},
  {title: 'ends its hook with `this.error("boom", {exit: 9})`', says: 'The plugin NAME is not used: boom', files: hook(`this.error('boom', {exit: 9})`)},
  {title: 'has a module without a hook', says: 'The plugin NAME is not used: its hook kina:register is no function', files: {'register.js': 'export default 1'}},
  {
    title: 'has other hooks, which throw, exit, hang or loop',
    says: 'The plugin NAME is used, but not its hook init, prerun, command_not_found, finally: of an installed plugin only kina:register is run',
    manifest: oclif({hooks: {...HOOKS, 'kina:register': './register.js'}}),
    files: {'init.js': 'export default async () => { await new Promise(() => {}) }', 'prerun.js': 'for (;;);', 'exits.js': 'export default function () { this.exit(9) }'},
    alone: true,
  },
  {title: 'never comes back from the hook', says: 'The plugin NAME is not used: it did not register within 3 s', files: hook('await new Promise(() => {})'), alone: true},
  {title: 'never ends to be loaded (top-level await)', says: 'The plugin NAME is not used: it did not register within 3 s', files: {'register.js': 'await new Promise(() => {}); export default () => {}'}, alone: true},
  {title: 'loops for ever while it is loaded', says: 'The plugin NAME is not used: it did not register within 3 s', files: {'register.js': 'for (;;); export default () => {}'}, alone: true},
  {title: 'loops for ever in the hook', says: 'The plugin NAME is not used: it did not register within 3 s', files: hook('for (;;);'), alone: true},
  {title: 'calls `process.exit` while it is loaded', says: 'The plugin NAME is not used: it tried to end kina with process.exit(7)', files: {'register.js': 'process.exit(7)'}, alone: true},
  {title: 'calls `process.exit` in the hook', says: 'The plugin NAME is not used: it tried to end kina with process.exit(7)', files: hook('process.exit(7)'), alone: true},
  {title: 'calls `process.exit` later', says: 'The plugin NAME is used, but it failed in the background: it tried to end kina with process.exit(7)', files: hook('setTimeout(() => process.exit(7))'), alone: true},
  {title: 'calls `process.exit` while a provider is loaded', says: 'The runtime bad of the plugin NAME is left out: runtime bad of the plugin NAME, load: it tried to end kina with process.exit(7)', files: runtime('process.exit(7)'), alone: true},
  {title: 'calls `process.exit` in a method', says: 'The runtime bad of the plugin NAME is left out: runtime bad, probe: it tried to end kina with process.exit(7)', files: probing('process.exit(7)'), alone: true},
  {title: 'throws in a timer while a method runs', says: 'The runtime bad of the plugin NAME is left out: runtime bad, probe: boom', files: probing(`setTimeout(() => { throw new Error('boom') }); await new Promise(() => {})`), alone: true},
  {title: 'sets the exit code', says: '', files: hook('process.exitCode = 7'), alone: true},
  {title: 'throws later, from a timer', says: 'The plugin NAME is used, but it failed in the background: boom', files: hook(`setTimeout(() => { throw new Error('boom') })`), alone: true},
  {title: 'throws later what is no error', says: 'The plugin NAME is used, but it failed in the background: it threw undefined', files: hook('setTimeout(() => { throw undefined })'), alone: true},
  {title: 'leaves a rejection unhandled', says: 'The plugin NAME is used, but it failed in the background: boom', files: hook(`void Promise.reject(new Error('boom'))`), alone: true},
  {title: 'writes to standard output while it is loaded', says: 'The plugin NAME is used, but it wrote to standard output, which is kept for results: "hello"', files: {'register.js': `console.log('hello'); console.log('more'); export default () => {}`}, alone: true},
  {title: 'writes to standard output while it registers', says: 'The plugin NAME is used, but it wrote to standard output, which is kept for results: "hello"', files: hook(`process.stdout.write('hello\\n')`)},
  {title: 'writes to standard output in a method', says: 'The plugin NAME is used, but it wrote to standard output, which is kept for results: "hello"', files: probing(`console.log('hello'); return {available: false, reason: 'it is bad'}`)},
  {title: 'has a runtime that throws', says: 'The runtime bad of the plugin NAME is left out: runtime bad, probe: boom', files: probing(`throw new Error('boom')`)},
  {title: 'has a runtime that answers nothing', says: 'The runtime bad of the plugin NAME is left out: runtime bad, probe: gave undefined instead of whether it is available, and its version or the reason', files: probing('')},
  {title: 'has a runtime that is none', says: 'The runtime bad of the plugin NAME is left out: runtime bad of the plugin NAME, load: what it gave has no proper imageStore, images, probe, prepare, listNodes, listClusters, removeCluster', files: runtime('return {}')},
  {title: 'registers one name twice', says: 'The plugin NAME is not used: it registers its cni "bad" more than once', files: hook(`for (const load of [async () => 1, async () => 2]) register.cni({apiVersion: 1, name: 'bad', summary: 'x', load})`)},
  {title: 'registers a name that kina has', says: 'The plugin NAME is not used: its cni "ptp" is also registered by kina-cni-ptp', files: cni(`name: 'ptp'`)},
  {title: 'is written for another contract', says: 'The plugin NAME is not used: its cni "bad" is written for contract 2; this kina speaks 1', files: cni('apiVersion: 2')},
  {title: 'registers without `load`', says: 'The plugin NAME is not used: its cni "bad" has no load()', files: cni('load: undefined')},
  {title: 'registers a name that is none', says: 'The plugin NAME is not used: its cni has the name 5; lower case letters, digits and dashes are wanted', files: cni('name: 5')},
  {title: 'registers options that are no schema', says: 'The plugin NAME is not used: the options of its cni "bad" are no JSON schema', files: cni(`options: 'mtu'`)},
  {title: 'registers nothing at all', says: 'The plugin NAME is not used: Cannot destructure …', files: hook('register.cni(undefined)')},
  {title: 'has a package.json that is not JSON', says: 'The plugin NAME is not used: its package.json is not JSON: …', files: {'package.json': '{"name": "kina-bad",'}},
  {title: 'has a package.json without the key oclif', says: 'The plugin NAME is not used: its package.json has no "oclif" key: it is no plugin', manifest: {oclif: undefined}},
  {title: 'has another name in its package.json', says: 'The plugin NAME is not used: the package in ROOT is called "kina-good"', manifest: {name: 'kina-good'}},
  {title: 'has hooks of the wrong type', says: 'The plugin NAME is not used: "oclif.hooks" in its package.json is no object', manifest: {oclif: {hooks: 'register.js'}}},
  {title: 'has a hook of the wrong type', says: 'The plugin NAME is not used: "oclif.hooks.kina:register" in its package.json is no file', manifest: {oclif: {hooks: {'kina:register': 5}}}},
  {title: 'has a hook whose file is missing', says: 'The plugin NAME is not used: ROOT/register.js, which its package.json names, is missing', files: {'register.js': null}},
  {title: 'has an oclif.manifest.json that is not JSON', says: 'The plugin NAME is used, but not its commands: its oclif.manifest.json is not JSON: …', files: {'oclif.manifest.json': 'garbage'}},
  {title: 'has an oclif.manifest.json of another shape', says: 'The plugin NAME is used, but not its commands: its oclif.manifest.json is not as oclif writes it', files: {'oclif.manifest.json': '{"commands": {"x": 5}}'}},
  {title: 'has an oclif.manifest.json of another version', says: 'The plugin NAME is used, but not its commands: its oclif.manifest.json is of version 9.9.9, the package of 1.0.0', files: {'oclif.manifest.json': '{"version": "9.9.9", "commands": {}}'}},
  {
    title: 'has commands that throw, exit or loop when they are loaded, and no oclif.manifest.json',
    says: 'The plugin NAME is used, but not its commands: it has no oclif.manifest.json, which "oclif manifest" makes',
    manifest: oclif({commands: './commands'}),
    files: {'commands/a.js': `throw new Error('boom')`, 'commands/b.js': 'process.exit(7)', 'commands/c.js': 'for (;;);'},
    alone: true,
  },
  {
    title: 'has a command of kina’s',
    says: 'The plugin NAME is used, but not its command "delete", "cluster list", "plugins uninstall": kina has one of that name',
    manifest: oclif({commands: './commands'}),
    files: {'oclif.manifest.json': JSON.stringify({version: '1.0.0', commands: {...command('cluster:list'), bad: {...command('bad')['bad'], aliases: ['delete']}, ...command('plugins:uninstall')}}), 'commands/x.js': 'process.exit(7)'},
  },
  {title: 'is a copy of what kina brings, and not newer', name: 'kina-cni-ptp', says: 'The plugin NAME is not used: kina brings it itself, in version …, which is not older than 0.0.1', manifest: {version: '0.0.1'}, installed: true},
  {title: 'has the name of a plugin with kina’s commands', name: '@oclif/plugin-plugins', says: 'The plugin NAME is not used: kina brings it itself, and its own cannot be replaced', manifest: {version: '99.0.0'}, installed: true},
  {title: 'is a newer copy of what kina brings, and fails', name: 'kina-cni-ptp', says: 'The plugin NAME is not used: boom; the one that kina brings is used', manifest: {version: '99.0.0'}, files: {'register.js': `throw new Error('boom')`}, installed: true},
  {title: 'was installed, and its folder is missing', says: 'The plugin NAME is not used: ROOT is missing; it was removed, or its installation was cut off', files: {'package.json': null, 'register.js': null}, installed: true},
  {title: 'was installed, and its folder has no package.json', says: 'The plugin NAME is not used: there is no package.json in ROOT; its installation was cut off', files: {'package.json': null}, installed: true},
  {title: 'was installed without its dist', says: 'The plugin NAME is not used: ROOT/dist/register.js, which its package.json names, is missing', manifest: {oclif: {hooks: {'kina:register': './dist/register.js'}}}, installed: true},
]

/** Lists of installed plugins that are of no use. */
export const BAD_LISTS: readonly BadPlugin[] = [
  {title: 'the list of plugins is cut off', says: 'No installed plugin is used: the list of them, LIST, cannot be read: …', list: '{"private": true, "oclif": {"plu'},
  {title: 'the list of plugins is of another shape', says: 'No installed plugin is used: the list of them, LIST, cannot be read: its "oclif.plugins" is no list', list: '{"oclif": {"plugins": "kina-bad"}}'},
]
