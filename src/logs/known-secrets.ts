import {REDACTED, isHarmless, isSecretName} from './secret-names.js'

/** The shortest value that is looked for everywhere; anything shorter would be found in words. */
const SHORTEST = 6
/** The longest one; keys and certificates are recognized by themselves. */
const LONGEST = 4096

/** Fields of Secrets that are no secrets: of service accounts, of TLS, and of kubeadm's tokens. */
const OPEN_KEYS = new Set(['namespace', 'ca.crt', 'tls.crt', 'description', 'expiration', 'token-id', 'auth-extra-groups', 'usage-bootstrap-authentication', 'usage-bootstrap-signing', 'type', 'username', 'name', 'url'])

/** Values that are known to be secret, to be found wherever a program has written them. */
export class KnownSecrets {
  private readonly values = new Set<string>()
  private pattern: RegExp | null = null

  /** Values of all objects of the kind Secret in `kubectl get secrets -o json`. */
  addSecrets(list: unknown): void {
    for (const {data} of itemsOf(list)) {
      for (const [key, value] of Object.entries((data ?? {}) as Record<string, unknown>)) {
        if (typeof value === 'string' && !OPEN_KEYS.has(key)) this.add(Buffer.from(value, 'base64').toString('utf8'), isSecretName(key))
      }
    }
  }

  /** Values of variables and fields with the name of a secret, anywhere in plain JSON. */
  addNamed(value: unknown): void {
    if (typeof value === 'string') {
      const [, name = '', rest = ''] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(value) ?? []
      if (isSecretName(name)) this.add(rest, true)
    } else if (Array.isArray(value)) {
      for (const item of value) this.addNamed(item)
    } else if (typeof value === 'object' && value !== null) {
      const {name, key, value: own} = value as Readonly<Record<string, unknown>>
      if ([name, key].some((called) => typeof called === 'string' && isSecretName(called)) && typeof own === 'string') this.add(own, true)
      for (const inner of Object.values(value)) this.addNamed(inner)
    }
  }

  /** Takes them out, also where they stand in base64 or escaped as in JSON. */
  readonly mask = (text: string): string => {
    if (this.values.size === 0) return text
    this.pattern ??= new RegExp([...this.values].sort((a, b) => b.length - a.length).map((value) => value.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'g')
    return text.replaceAll(this.pattern, REDACTED)
  }

  /** One that nothing but its place calls a secret counts when it does not look like a word. */
  private add(value: string, named: boolean): void {
    for (const line of value.split('\n').map((part) => part.trim())) {
      if (line.length < SHORTEST || line.length > LONGEST || isHarmless(line) || line.includes('\uFFFD')) continue
      if (!named && (line.length < 8 || !/\d/.test(line) || !/[A-Za-z]/.test(line))) continue
      this.pattern = null
      for (const form of [line, JSON.stringify(line).slice(1, -1), Buffer.from(line).toString('base64').replace(/=+$/, '')]) this.values.add(form)
    }
  }
}

function itemsOf(list: unknown): readonly {readonly data?: unknown}[] {
  const {items} = (list ?? {}) as {items?: unknown}
  return Array.isArray(items) ? (items as {data?: unknown}[]) : []
}
