import type {MacWish} from '../emulators/container/emulate.js'

/** A Mac as a user may have it, and what has to be true of it afterwards when its owner does what doctor says. */
export interface Host {
  /** Name of the golden file. */
  readonly name: string
  readonly title: string
  readonly mac: MacWish
  /** Those of Kubernetes' and the other releases. */
  readonly servers?: 'unreachable'
  /** `unavailable`: no cluster can be made. `limited`: one can, and there is something to know. `fine`: nothing is in the way. */
  readonly answer: 'unavailable' | 'limited' | 'fine'
  /** What changes on the Mac when doctor's advice is followed, where that is more than a command of `container`. */
  readonly mended?: Partial<Pick<MacWish, 'version' | 'serviceVersion' | 'macOS' | 'service'>>
}

/** Those with a fix that is a command of `container` itself are mended by running it. */
export const HOSTS: readonly Host[] = [
  {name: 'ready', title: 'a Mac that has everything', mac: {version: '1.2.2'}, answer: 'fine'},
  {name: 'ready-1.1', title: 'container 1.1.0', mac: {version: '1.1.0'}, answer: 'fine'},
  {name: 'not-installed', title: 'a Mac without container', mac: {version: '1.2.2', installed: false}, answer: 'unavailable'},
  {name: 'intel', title: 'a Mac with an Intel processor', mac: {version: '1.2.2', silicon: false}, answer: 'unavailable'},
  {name: 'macos-14', title: 'macOS 14, which is too old', mac: {version: '1.2.2', macOS: '14.7'}, answer: 'unavailable', mended: {macOS: '26.1'}},
  {name: 'macos-15', title: 'macOS 15, where a cluster has one node', mac: {version: '1.2.2', macOS: '15.6'}, answer: 'limited'},
  {name: 'container-0.9', title: 'container 0.9.0, which is too old', mac: {version: '0.9.0'}, answer: 'unavailable', mended: {version: '1.2.2', serviceVersion: '1.2.2'}},
  {name: 'container-1.2.0', title: 'container 1.2.0, in which no node can boot', mac: {version: '1.2.0'}, answer: 'unavailable', mended: {version: '1.2.2', serviceVersion: '1.2.2'}},
  {name: 'service-stopped', title: 'a service that does not run', mac: {version: '1.2.2', service: 'stopped'}, answer: 'unavailable'},
  {name: 'no-kernel', title: 'no kernel', mac: {version: '1.2.2', kernel: null}, answer: 'unavailable'},
  {name: 'service-hangs', title: 'a service that hangs', mac: {version: '1.2.2', service: 'hangs'}, answer: 'unavailable', mended: {service: 'running'}},
  {name: 'two-versions', title: 'a service older than the program', mac: {version: '1.2.2', serviceVersion: '1.1.0'}, answer: 'limited'},
  {name: 'no-release-servers', title: 'a Mac that no release server answers', mac: {version: '1.2.2'}, servers: 'unreachable', answer: 'unavailable'},
  {name: 'newer', title: 'a container newer than kina knows', mac: {version: '1.4.1'}, answer: 'limited'},
]
