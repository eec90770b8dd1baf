import {setTimeout as sleep} from 'node:timers/promises'
import type {RuntimeBackend} from '../../src/contract/index.js'
import type {FakeRuntime} from '../../src/testing/index.js'
import {describeWrongProviders, wrongRegistrations} from './wrong-providers.js'
import {IMAGE, suiteOver, wrongExec, type Changes} from './wrong-runtime.js'

const wrong = (changes: Changes) => () => suiteOver(changes)
const never = new AbortController().signal

let traces = 0
function leaveTrace({world}: FakeRuntime): void {
  const name = `trace:v${++traces}`
  world.images.set(name, {id: name, names: [name], labels: {}, size: 1, created: new Date().toISOString()})
}

describeWrongProviders('a runtime', suiteOver, {
  ...wrongRegistrations<RuntimeBackend>((change) => suiteOver({}, change)),
  'probe leaves no trace': wrong({backend: (right, fake) => ({probe: (ctx) => (leaveTrace(fake), right.probe(ctx))})}),
  'prepare, also twice and at once, makes no node and refuses none': wrong({
    backend: (right, {world}) => ({prepare: async (plan, ctx) => (world.networks.has(plan.name) ? Promise.reject(new Error('the network exists')) : right.prepare(plan, ctx))}),
  }),
  'prepare refuses an image that the store does not have, and says which': wrong({
    backend: (right) => ({prepare: ({nodes: [first, ...others], ...plan}, ctx) => right.prepare({...plan, nodes: [{...first, image: IMAGE}, ...others]}, ctx)}),
  }),
  'createNode, called concurrently, resolves to nodes that run programs': () => {
    let busy = false
    const createNode: Changes['createNode'] = (make) => async (planned) => {
      if (busy) throw new Error('the database is locked')
      busy = true
      return make(planned).finally(() => (busy = false))
    }
    return suiteOver({createNode})
  },
  'createNode refuses a name that is taken, and spares the node that has it': wrong({
    createNode: (make, {backend}, ctx) => async (planned) => (await backend.listNodes(ctx)).find(({name}) => name === planned.name) ?? make(planned),
  }),
  'listNodes of a provider loaded anew gives nodes back with their cluster, role, image and labels': wrong({listed: () => ({labels: {}})}),
  'a node from listNodes runs programs as the one from createNode does': wrong({listed: ({exec}) => ({exec: async (argv, options) => ({...(await exec(argv, options)), stdout: ''})})}),
  'listClusters names the cluster': wrong({backend: () => ({listClusters: async () => []})}),

  'exec gives exit codes back, and rejects on a non-zero one unless it is allowed': wrongExec(async (run, argv, options) => {
    const result = await run(argv, options)
    return {...result, exitCode: Math.min(result.exitCode, 1)}
  }),
  'exec of a program that the node does not have is a failure of the program': wrongExec(async (run, argv, options) => {
    const result = await run(argv, options)
    if (result.stderr.includes('not found')) throw new Error('OCI runtime error')
    return result
  }),
  'exec keeps the two outputs apart, and adds nothing to them': wrongExec(async (run, argv, options) => {
    const {exitCode, stdout, stderr} = await run(argv, options)
    return {exitCode, stdout: stdout + stderr, stderr: ''}
  }),
  'exec passes arguments unchanged': wrongExec((run, [program, ...args], options) => run([program, ...args.filter((arg) => arg !== '')], options)),
  'exec sets environment and working directory inside the node': wrongExec((run, argv, {env: _, ...options}) => run(argv, options)),
  'exec without standard input ends a program that reads it': wrongExec((run, argv, options) => run(argv, {...options, stdin: options.stdin ?? '\n'})),
  'exec carries bytes that are no text through standard input and output': wrongExec((run, argv, {onStdout, ...options}) =>
    run(argv, {...options, ...(onStdout && {onStdout: (chunk: Uint8Array) => onStdout(Buffer.from(Buffer.from(chunk).toString('utf8')))})}),
  ),
  'exec carries a large standard input with the same checksum': wrongExec(async (run, argv, {stdin, ...options}) => {
    if (typeof stdin !== 'object' || !(Symbol.asyncIterator in stdin)) return run(argv, {...options, ...(stdin !== undefined && {stdin})})
    for await (const chunk of stdin) return run(argv, {...options, stdin: chunk})
    return run(argv, options)
  }),
  'exec hands a large standard output over as it comes, and waits for its reader': wrongExec(async (run, argv, {onStdout, ...options}) => {
    if (!onStdout) return run(argv, options)
    const chunks: Uint8Array[] = []
    const result = await run(argv, {...options, onStdout: (chunk) => void chunks.push(chunk)})
    await onStdout(Buffer.concat(chunks))
    return result
  }),
  'exec works many times at once': () => {
    let running = 0
    return wrongExec(async (run, argv, options) => {
      if (++running > 8) throw new Error('too many sessions')
      await sleep(1)
      return run(argv, options).finally(() => running--)
    })()
  },
  'exec ends when its time is over, also where failure is allowed': wrongExec((run, argv, options) =>
    run(argv, options.timeoutSeconds === undefined ? options : {allowFailure: true, stdin: 'with an end'})),
  'exec obeys the signal of the context that its node came with': wrong({backend: (right) => ({listNodes: (ctx) => right.listNodes({...ctx, signal: never})})}),

  'addresses are reachable from another node': wrong({node: () => ({addresses: async () => ['127.0.0.1']})}),
  'a node finds another by its name': wrongExec((run, argv, options) => run(argv[0] === 'dial' && argv[1]?.endsWith('-first') ? ['false'] : argv, options)),
  'a node finds another by an alias': wrong({createNode: (make) => (planned) => make({...planned, aliases: []})}),
  'packets between nodes pass, whatever addresses they have': wrongExec((run, argv, options) => run(argv[0] === 'dial' && argv[1]?.startsWith('10.244.') ? ['false'] : argv, options)),
  'reach leads from the host to a planned port': wrong({node: ({reach}) => ({reach: async (port) => ({...(await reach(port)), port: 1})})}),
  'reach refuses a port that is not planned': wrong({node: ({reach}) => ({reach: (port) => reach(port).catch(() => ({host: '127.0.0.1', port}))})}),

  'images.inspect gives null for an image that is not there, and names an image as the user does': wrong({
    images: ({inspect}) => ({inspect: async (ref, ctx) => (await inspect(ref, ctx).then((image) => image && {...image, names: image.names.map((name) => `localhost/${name}`)}))}),
  }),
  'images.list agrees with images.inspect': wrong({images: ({list}) => ({list: async (ctx) => (await list(ctx)).map((image) => ({...image, size: image.size * 1000}))})}),
  'images.remove of an image that is not there is no error': wrong({
    images: ({inspect, remove}) => ({remove: async (ref, ctx) => ((await inspect(ref, ctx)) === null ? Promise.reject(new Error('no such image')) : remove(ref, ctx))}),
  }),
  'images.save rejects for an image that is not there': wrong({images: ({save}) => ({save: (refs, ctx, write) => save(refs, ctx, write).catch(() => {})})}),
  'images.load brings in an archive with its tag, and images.remove takes the tag away': wrong({images: () => ({load: async () => {}})}),
  'images.load takes what images.save gave, with its name': wrong({
    images: ({save}) => ({
      async save(refs, ctx, write) {
        await save(refs, ctx, () => {})
        await write(new TextEncoder().encode('no archive'))
      },
    }),
  }),

  'logs give the console of a running node': wrong({node: () => ({async *logs() {}})}),
  'logs may be left before their end': wrong({
    node: ({logs}) => ({
      async *logs() {
        let ended = false
        try {
          yield* logs()
          ended = true
        } finally {
          if (!ended) throw new Error('the program was killed')
        }
      },
    }),
  }),
  'power.stop stops a node, also one that is stopped; listNodes says so, and exec rejects even where failure is allowed': wrong({
    power: ({stop}, {world}) => ({stop: async (node, ctx) => (world.nodes.get(node.name)?.running ? stop(node, ctx) : Promise.reject(new Error('not running')))}),
  }),
  'logs give the console of a stopped node': wrong({
    node: ({name, logs}, {world}) => ({
      async *logs() {
        if (world.nodes.get(name)?.running) yield* logs()
      },
    }),
  }),
  'power.start starts a node, also one that runs, with its disk; exec works at once': wrong({
    power: ({start}, {world}) => ({start: async (node, ctx) => (world.nodes.get(node.name)?.files.clear(), start(node, ctx))}),
  }),
  'addresses, names and reach hold after a restart': () => {
    const known = new Map<string, readonly [string, ...string[]]>()
    return suiteOver({node: ({name, addresses}) => ({addresses: async () => known.get(name) ?? (known.set(name, await addresses()), addresses())})})
  },

  'removeCluster of a cluster that was never there is no error': wrong({
    backend: (right) => ({removeCluster: async (name, ctx) => ((await right.listClusters(ctx)).includes(name) ? right.removeCluster(name, ctx) : Promise.reject(new Error('no such network')))}),
  }),
  'removeCluster removes what prepare alone has made': wrong({
    backend: (right) => ({removeCluster: async (name, ctx) => ((await right.listNodes(ctx)).some(({cluster}) => cluster === name) ? right.removeCluster(name, ctx) : undefined)}),
  }),
  'an aborted createNode rejects, and leaves nothing that removeCluster does not remove': wrong({
    backend: (right, {world}) => ({
      async removeCluster(name, ctx) {
        const stopped = [...world.nodes].filter(([, {cluster, running}]) => cluster === name && !running)
        await right.removeCluster(name, ctx)
        for (const [node, machine] of stopped) world.nodes.set(node, machine)
      },
    }),
  }),
  'names of nodes are right in a cluster made after aborted ones of the same name': () => {
    const ghosts = new Set<string>()
    let dials = 0
    return suiteOver({
      createNode: (make, _, {signal}) => (planned) =>
        make(planned).catch((error: unknown) => {
          if (signal.aborted) ghosts.add(planned.name)
          throw error
        }),
      node: ({exec}) => ({exec: async (argv, options) => (argv[0] === 'dial' && ghosts.has(argv[1] ?? '') && ++dials % 2 === 0 ? exec(['say', 'ghost', '']) : exec(argv, options))}),
    })
  },
  'removeCluster twice is once, at once too, and spares other clusters': wrong({
    backend: (right) => ({
      async removeCluster(name, ctx) {
        for (const each of await right.listClusters(ctx)) if (each.startsWith(name)) await right.removeCluster(each, ctx)
      },
    }),
  }),
  'removeNode removes one node and nothing else, also one that is gone; its name is free for another one, which starts afresh': wrong({
    backend: (right) => ({removeNode: ({cluster}, ctx) => right.removeCluster(cluster, ctx)}),
  }),
  'a cluster can be made again under the name of a removed one, and starts afresh': () => {
    const disks = new Map<string, Map<string, string>>()
    return suiteOver({
      backend: (right, {world}) => ({
        async removeCluster(name, ctx) {
          for (const [node, {cluster, files}] of world.nodes) if (cluster === name) disks.set(node, new Map([...disks.get(node) ?? [], ...files]))
          await right.removeCluster(name, ctx)
        },
      }),
      createNode: (make, {world}) => async (planned) => {
        const node = await make(planned)
        for (const [path, text] of disks.get(planned.name) ?? []) world.nodes.get(planned.name)?.files.set(path, text)
        return node
      },
    })
  },
})
