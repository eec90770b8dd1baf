import type {Context, Packages} from 'kina/plugin'
import type {Engine, Host, Problem} from '../host.js'

/** In what one OCI tool differs from the others; everything else is shared code. */
export interface Dialect {
  /** The program; also the name of its image store. */
  readonly program: string
  /** What installs the tool with all that nodes need. */
  readonly packages: Packages
  /** The tool gives a network's bridge neither a hardware address of its own nor leave for what pods on different nodes send each other. */
  readonly bareBridge: boolean
  /** What to do when the tool is there and does not work. */
  readonly revival: string
  /** What to do when the tool does not answer. */
  readonly unanswered: string
  /** Value of `info --format` that gives JSON. */
  readonly infoFormat: string
  /** What `info` said, in one shape for all tools. Throws when it said that it does not work. */
  readEngine(info: unknown): Engine
  /** What the engine lacks for nodes that `info` alone does not show. Changes nothing. */
  findProblem(engine: Engine, ctx: Context): Promise<Problem | null>
  /** Arguments before the subcommand `run`, on an engine like this. Pure. */
  globalArgs(engine: Engine): readonly string[]
  /** Flags that let systemd and containerd run inside, on a host like this. Pure. */
  runFlags(host: Host): readonly string[]
  /** Options of the volume at /var, with the colon; empty for none. */
  readonly volumeOptions: string
  /** Flags of `rm` that end a container at once. */
  readonly removeFlags: readonly string[]
  /** Flags of `save` that give one docker-archive of several images. */
  readonly saveFlags: readonly string[]
  /** The registry that what was built here gets into its name; looked at first for names without one. Absent: the tool gives none. */
  readonly ownRegistry?: string
  /** Names what holds an image in what `image rm` says. Absent: nothing but containers does. */
  readonly imageHolder?: RegExp
  /** Several networks may have one name: it is no key. */
  readonly namesRepeat: boolean
  /** What `network create` says when it finds no free addresses by itself. */
  readonly noFreeSubnet: RegExp
  /** What `network create` says when the subnet it was given overlaps another network's. */
  readonly subnetTaken: RegExp
  /** The last line of stderr when `exec` itself failed rather than the program in the node. */
  readonly execRefused: RegExp
}
