import {join} from 'node:path'

/** One emulated Mac as Podman and this directory see it. */
export interface Mac {
  readonly id: string
  /** Files of the backing's own. */
  readonly directory: string
}

/** Everything real bears it, so that {@link Mac} can be taken away whole, however the calls that made it ended. */
export function labelOf({id}: Pick<Mac, 'id'>): string {
  return `io.kina.emulated-mac=${id}`
}

/** Guests, networks and volumes: Podman's name server answers only for names with the prefix, as the real one answers for none. */
export function realName({id}: Pick<Mac, 'id'>, name: string): string {
  return `kinaemu-${id}-${name}`
}

/** The hidden volume for a guest's /var. The underscore keeps it apart from every volume a user can name. */
export function rootVolume({id}: Pick<Mac, 'id'>, container: string): string {
  return `kinaemu-${id}_root-${container}`
}

/** Keeps an image for the emulated store while Podman's own clean-up goes on around it. */
export function imageTag(mac: Pick<Mac, 'id'>, behind: string): string {
  return `${imageRepository(mac)}:${behind.slice(0, 32)}`
}

export function imageRepository({id}: Pick<Mac, 'id'>): string {
  return `localhost/kinaemu/${id}`
}

export function filesOf({directory}: Mac, container: string): GuestFiles {
  const place = join(directory, 'containers', container)
  return {
    place,
    pid: join(place, 'pid'),
    realId: join(place, 'real-id'),
    boot: join(place, 'boot.json'),
    console: join(place, 'console.log'),
    bootLog: join(place, 'boot.log'),
    published: join(place, 'published.json'),
    failure: join(place, 'failure'),
  }
}

export interface GuestFiles {
  readonly place: string
  /** Of PID 1 as this machine counts; conmon writes it. */
  readonly pid: string
  /** Podman's id of the container, which its cgroups bear. */
  readonly realId: string
  /** What the hook does to the present boot. */
  readonly boot: string
  /** In Podman's k8s-file format. */
  readonly console: string
  readonly bootLog: string
  readonly published: string
  /** Why the hook failed, when it has. */
  readonly failure: string
}
