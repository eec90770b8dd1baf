import {isIPv4, isIPv6} from 'node:net'
import {Failure} from '../failure.ts'
import type {PublishedPort} from '../state.ts'

/** `[host-ip:]host[-end]:container[-end][/tcp|udp]`. There is no port 0, and no port that the system chooses. */
export function publishedPorts(given: readonly string[]): PublishedPort[] {
  const ports = given.map(publishedPort)
  if (ports.length > 64) refuse('cannot exceed more than 64 port publish descriptors')
  for (const [i, a] of ports.entries()) {
    if (ports.slice(i + 1).some((b) => a.proto === b.proto && a.hostAddress === b.hostAddress && a.hostPort < b.hostPort + b.count && b.hostPort < a.hostPort + a.count)) refuse('host ports for different publish port specs may not overlap')
  }
  return ports
}

function publishedPort(text: string): PublishedPort {
  const match = /^(?:(?:\[([^\]]*)\]|([^:]*)):)?([^:]+):([^:/]*)(?:\/(.*))?$/.exec(text)
  if (match === null) return refuse(`invalid publish value: ${text}`)
  const [, six, four, host = '', container = '', protocol] = match
  const proto = protocol?.toLowerCase() ?? 'tcp'
  if (proto !== 'tcp' && proto !== 'udp') return refuse(`invalid publish protocol: ${proto}`)
  if (six !== undefined && !isIPv6(six)) refuse(`invalid publish IPv6 address: ${text}`)
  if (four !== undefined && !isIPv4(four)) refuse(`invalid publish IPv4 address: ${text}`)
  const [outside, inside] = [range(host, 'host'), range(container, 'container')]
  if (outside.count !== inside.count) refuse(`publish host and container port counts are not equal: ${host}:${container}`)
  return {hostAddress: six ?? four ?? '0.0.0.0', hostPort: outside.start, containerPort: inside.start, count: outside.count, proto}
}

function range(text: string, side: 'host' | 'container'): {start: number; count: number} {
  const [start, end = start] = text.split('-').map((part) => (/^\d{1,5}$/.test(part) && Number(part) < 65_536 ? Number(part) : undefined))
  if (start === undefined || end === undefined || text.split('-').length > 2) return refuse(`invalid publish ${side} port: ${text}`)
  if (start <= 1 || start > end) refuse(`invalid publish ${side} port range: ${text}`)
  return {start, count: end - start + 1}
}

function refuse(message: string): never {
  throw new Failure('invalidArgument', message)
}
