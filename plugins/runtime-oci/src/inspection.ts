/** `container inspect`, as far as both Docker and Podman have it and kina reads it. */
export interface ContainerInspection {
  readonly Id: string
  /** Docker puts a slash in front. */
  readonly Name: string
  /** Podman alone has a conmon. */
  readonly State: {readonly Running: boolean; readonly Status: string; readonly ExitCode?: number; readonly Pid?: number; readonly ConmonPid?: number}
  readonly Config: {readonly Labels: Readonly<Record<string, string>> | null; readonly Image: string}
  readonly NetworkSettings: {
    readonly Networks?: Readonly<Record<string, {readonly IPAddress?: string; readonly GlobalIPv6Address?: string}>> | null
    readonly Ports?: Readonly<Record<string, readonly {readonly HostIp: string; readonly HostPort: string}[] | null>> | null
  }
}

/** `network inspect` and `volume inspect`: Podman writes a network's labels small. */
export interface LabelledInspection {
  /** Podman's name of a network's bridge. */
  readonly network_interface?: string
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly labels?: Readonly<Record<string, string>> | null
}

/** `network inspect`, for its addresses: the first is Docker's form, the second Podman's. */
export interface NetworkInspection {
  readonly IPAM?: {readonly Config?: readonly {readonly Subnet?: string}[] | null}
  readonly subnets?: readonly {readonly subnet?: string}[] | null
}

/** `image inspect`. */
export interface ImageInspection {
  readonly Id: string
  readonly RepoTags: readonly string[] | null
  readonly Config?: {readonly Labels?: Readonly<Record<string, string>> | null}
  readonly Size: number
  readonly Created: string
}

export function labelsIn({Labels, labels}: LabelledInspection): Readonly<Record<string, string>> {
  return Labels ?? labels ?? {}
}
