/** Kubernetes' rules for labels: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

/** Whether it can be the key of a label: a name of at most 63 characters, with a DNS subdomain and a slash before it or not. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/')
  return NAME.test(key.slice(slash + 1)) && (slash === -1 || isDnsSubdomain(key.slice(0, slash)))
}

/** Whether it can be the value of a label; the empty text can. */
export function isLabelValue(value: string): boolean {
  return value === '' || NAME.test(value)
}

/** RFC 1123 labels joined by dots, 253 characters at most. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && SUBDOMAIN.test(text)
}
