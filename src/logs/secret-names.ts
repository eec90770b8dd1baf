/** Words in the name of a field, variable or flag by which its value is a secret. */
const SECRET = new RegExp(
  [
    'passw', 'passphrase', 'secret', 'token', 'credential', 'authorization', 'cookie', 'bearer',
    '(?:api|access|private|certificate|signing|encryption|session|shared|license|ssh|client)[-_.]?key',
    'client[-_.]?(?:key|certificate)[-_.]?data',
    '(?:^|[-_.])(?:auth|pass|pat|pwd|psk|dsn|jws|key)$',
  ].join('|'),
  'i',
)

/** Ends of names that speak of a secret without being one, such as `secretName`, `tokenExpirationSeconds` or `--tls-private-key-file`. */
const PUBLIC = /(?:names?|namespaces?|files?|paths?|dir|directory|refs?|seconds|ttl|mode|hash|polic(?:y|ies)|groups?|types?|kinds?|versions?|usages?|algorithms?|strategy|size|length|count|requests?|reviews?|url|uri|hosts?)$/i

/** Whether what bears this name is to be taken out. `FOO_KEY` is one, `foo.key` too; `key` alone is the name of half of everything. */
export function isSecretName(name: string): boolean {
  return name.length > 3 && SECRET.test(name) && !PUBLIC.test(name)
}

/** Values that tell nothing, whatever bears them: switches, numbers of few digits, references, files of keys, what is gone already. */
export function isHarmless(value: string): boolean {
  return /^(?:REDACTED|true|false|null|nil|none|yes|no|<nil>|<none>|<unset>|\d{1,5}|[[{(|>][-+]?|map\[\]?|\$\([^)]*\)|\$\{?\w+\}?|\/[\w./-]+\.(?:key|crt|pem|pub|conf|ya?ml|json)|)$/i.test(value)
}

/** Stands where a secret was; in no brackets or quotes, so that what is parsed by rules stays whole. */
export const REDACTED = 'REDACTED'
