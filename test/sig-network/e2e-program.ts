import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {digest} from '../../src/node-image/digest.js'
import {goToolchain, requireGo} from '../../src/node-image/go-toolchain.js'
import {programsFromModules} from '../../src/node-image/source-modules.js'
import {cached, type Workshop} from '../../src/node-image/workshop.js'
import {KUBERNETES} from '../node-image.js'
import {MODULE, MODULES_DIRECTORY} from './modules.js'

export interface E2ePrograms {
  /** Kubernetes' tests, absolute path. */
  readonly e2e: string
  /** What runs several of them at a time, of the version they are compiled with. */
  readonly ginkgo: string
}

/**
 * Kubernetes' own e2e.test and the ginkgo that runs it; cached like the programs of a node. A quarter of an hour on two cores when nothing
 * of it was compiled before.
 *
 * @throws KinaError E_GO_MISSING, E_COMPONENT_SOURCE, and what Go says when e2e.test does not compile
 */
export async function e2ePrograms(shop: Workshop): Promise<E2ePrograms> {
  const recipe = {directory: MODULES_DIRECTORY, packages: {ginkgo: 'github.com/onsi/ginkgo/v2/ginkgo'}}
  const ginkgo = await programsFromModules({name: 'ginkgo', version: KUBERNETES, recipe}, shop)
  return {e2e: await e2eTest(shop), ginkgo: join(ginkgo, 'ginkgo')}
}

/** A test binary, which is nothing that `go build` makes. */
async function e2eTest(shop: Workshop): Promise<string> {
  const {ctx, arch} = shop
  const [go, goMod, goSum] = await Promise.all([goToolchain(shop), inDirectory('go.mod'), inDirectory('go.sum')])
  requireGo(go, goMod, `e2e.test ${KUBERNETES}`)
  // As the programs of a node are compiled, so that Go's cache has most of it already.
  const args = ['-trimpath', '-vet=off', `-ldflags=${['-s', '-w', ...stamps()].join(' ')}`, `${MODULE}/test/e2e`]
  const env = {GOOS: 'linux', GOARCH: arch, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off'}
  const key = `e2e-test-${KUBERNETES}-${arch}-${digest({goMod, goSum, args, env, go: go.version})}`
  const directory = await cached(shop, key, async (made) => {
    const settings = {GOSUMDB: 'off', GOTOOLCHAIN: 'local', GOAMD64: 'v1', GOARM64: 'v8.0', GOEXPERIMENT: ''}
    await ctx.exec(['go', 'test', '-c', '-o', join(made, PROGRAM), ...args], {cwd: MODULES_DIRECTORY, env: {...env, ...settings}})
  })
  return join(directory, PROGRAM)
}

const PROGRAM = 'e2e.test'
const VERSION_PACKAGES = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']

/** Tests ask their own version before they ask the cluster for what came with it. */
function stamps(): string[] {
  const [, gitMajor, gitMinor] = /^v(\d+)\.(\d+)/.exec(KUBERNETES)!
  const values = Object.entries({gitVersion: KUBERNETES, gitMajor, gitMinor, gitTreeState: 'clean'})
  return VERSION_PACKAGES.flatMap((path) => values.map(([name, value]) => `-X ${path}.${name}=${value}`))
}

function inDirectory(name: string): Promise<string> {
  return readFile(join(MODULES_DIRECTORY, name), 'utf8')
}
