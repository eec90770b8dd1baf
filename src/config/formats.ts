import {isIPv4, isIPv6} from 'node:net'
import valid from 'semver/functions/valid.js'
import {parseCidr} from '../plan/cidr.js'
import {clusterNameProblem} from '../plan/names.js'
import {parseDuration} from './duration.js'
import {isImageReference} from './image-reference.js'
import {isDnsSubdomain, isLabelKey, isLabelValue} from './labels.js'
import {parseMemory} from './memory.js'

/** What is wrong with a text, to be read after the text in quotes; undefined when it is fine. */
export type Format = (value: string) => string | undefined

/** Rules for single values. Schemas name them as `format`, and flags use the same ones. */
export const formats = {
  'cluster-name': clusterNameProblem,
  'kubernetes-version': value =>
    value.startsWith('v') && valid(value) === value.slice(1) ? undefined : 'is not a Kubernetes version such as v1.31.0',
  'image-reference': value => (isImageReference(value) ? undefined : 'is not an image reference such as kina/node:v1.31.0'),
  'provider-name': value => (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) ? undefined : 'is not a name: use lower case letters, digits and "-"'),
  'dns-subdomain': value => (isDnsSubdomain(value) ? undefined : 'is not a DNS domain such as cluster.local'),
  'label-key': value =>
    isLabelKey(value) ? undefined : 'is not a label key: [prefix/]name, where the name has at most 63 letters, digits, "-", "_" and "."',
  'label-value': value =>
    isLabelValue(value)
      ? undefined
      : 'is not a label value: at most 63 letters, digits, "-", "_" and ".", with a letter or digit first and last',
  duration: value => (parseDuration(value) !== null ? undefined : 'is not a duration such as 90s, 5m or 1h30m'),
  memory: value => (parseMemory(value) !== null ? undefined : 'is not an amount of memory such as 512MiB or 2GiB'),
  'node-path': value => (value.startsWith('/') ? undefined : 'is not an absolute path inside the node'),
  'host-path': value => (value !== '' ? undefined : 'is not a path'),
  protocol: value => (['', 'TCP', 'UDP', 'SCTP'].includes(value.toUpperCase()) ? undefined : 'is not a protocol: use TCP, UDP or SCTP'),
  ipv4: value => {
    if (isIPv4(value)) return undefined
    return isIPv6(value.replace(/^\[(.*)\]$/, '$1')) ? 'is an IPv6 address: IPv6 is not supported by kina yet' : 'is not an IPv4 address'
  },
  'ipv4-cidr': value => {
    if (parseCidr(value) !== null) return undefined
    if (/[:,]/.test(value)) return 'is not one IPv4 CIDR: IPv6 and dual stack are not supported by kina yet'
    return 'is not an IPv4 CIDR such as 10.244.0.0/16'
  },
} as const satisfies Readonly<Record<string, Format>>

/** The rule a schema names. Throws when there is none, which is a mistake in the schema. */
export function formatNamed(name: string): Format {
  const format: Format | undefined = (formats as Readonly<Record<string, Format>>)[name]
  if (format === undefined) throw new Error(`No such format: ${name}`)
  return format
}
