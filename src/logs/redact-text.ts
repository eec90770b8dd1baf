import {REDACTED, isHarmless, isSecretName} from './secret-names.js'

/** A private key in PEM, also inside a string with escaped newlines. */
const PEM = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[^]{1,20000}?-----END \1-----/g
/** One whose end, or beginning, was cut off. */
const PEM_BEGIN = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----(?:(?:\s|\\+[nr])*[A-Za-z0-9+/=]{16,})*(?:\s|\\+[nr])*[A-Za-z0-9+/=]*/g
const PEM_END = /^(?:[A-Za-z0-9+/=]+\r?\n)*-----END [A-Z0-9 ]*PRIVATE KEY-----/

/** Base64 of something that begins as a PEM block does; which one, only its decoded text tells. */
const BASE64_PEM = /LS0tLS1CRUdJTi[A-Za-z0-9+/=]+/g

/** JSON Web Tokens: of service accounts and of who logs in. */
const JWT = /\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/g

const AUTHORIZATION = /(authorization\\*["']?[^\S\n]*[:=][^\S\n]*\\*["'[]*(?:(?:basic|bearer|digest|negotiate|token)\s+)?)([^\s"'\\,\]]+)/gi
const BEARER = /\b(bearer\s+)[\w.~+/=-]{16,}/gi

/** User and password of a URL. */
const USERINFO = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'\\]+@/gi

/** kubeadm's tokens (`[a-z0-9]{6}\.[a-z0-9]{16}`), where they stand alone. */
const BOOTSTRAP = /(?<![\w.-])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.-])/g

/** Name and value of YAML, JSON (also inside a string), logfmt, variables and flags with a `=`. */
const PAIR = /(?<![\w.-])([A-Za-z_-][\w.-]*)(\\*["']?\s*(?::=?|=)[^\S\n]*)(\\+"(?:(?!\\+")[^\n])*\\+"|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,;&)}\]"'\\]+)/g

/** A flag with its value as a word of its own. */
const FLAG = /(?<![\w-])(--?[a-z][\w-]*)(\s+)(?!-)("[^"\n]*"|'[^'\n]*'|[^\s"']+)/gi

/** Variables of containers in YAML and in JSON: name and value are two fields. */
const VARIABLE = /(?<!\\)(\\*["']?(?:name|key)\\*["']?\s*:\s*\\*["']?)([\w.-]+)(\\*["']?\s*,?\s*\\*["']?value\\*["']?\s*:[^\S\n]*)(\\+"(?:(?!\\+")[^\n])*\\+"|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,}\]]+)/gi

/** A block of text as YAML has it, by its indentation. */
const BLOCK = /^([^\S\n]*)((?:- )?["']?)([\w.-]+)(["']?:[^\S\n]*[|>][-+]?\d?[^\S\n]*\n)((?:\1[^\S\n]+\S.*(?:\n|$)|[^\S\n]*\n)+)/gm

/** Takes out of a text what may be secret. Rather too much than too little; what it does not recognize, `masks` have to name. */
export function redactText(text: string, mask: (text: string) => string = (same) => same): string {
  const plain = mask(text)
    .replace(PEM_END, REDACTED)
    .replaceAll(PEM, REDACTED)
    .replaceAll(PEM_BEGIN, REDACTED)
    .replaceAll(BASE64_PEM, (block) => (Buffer.from(block.slice(0, 80), 'base64').toString('latin1').includes('PRIVATE KEY') ? REDACTED : block))
    .replaceAll(JWT, REDACTED)
    .replaceAll(AUTHORIZATION, `$1${REDACTED}`)
    .replaceAll(BEARER, `$1${REDACTED}`)
    .replaceAll(USERINFO, `$1${REDACTED}@`)
    .replaceAll(BLOCK, (all: string, pad: string, dash: string, name: string, colon: string) => (isSecretName(name) ? `${pad}${dash}${name}${colon}${pad}    ${REDACTED}\n` : all))
    .replaceAll(VARIABLE, (all: string, before: string, name: string, between: string, value: string) => (isSecretName(name) ? `${before}${name}${between}${emptied(value)}` : all))
  return redactPairs(plain)
    .replaceAll(FLAG, (all: string, name: string, between: string, value: string) => (isSecretName(name) ? `${name}${between}${emptied(value)}` : all))
    .replaceAll(BOOTSTRAP, REDACTED)
}

/** How deep JSON in a string in a string ... is looked into. */
const DEEPEST = 6

/** A value may be a text with pairs of its own, such as JSON in a string. */
function redactPairs(text: string, depth = 0): string {
  return text.replaceAll(PAIR, (all: string, name: string, between: string, value: string) => {
    if (isSecretName(name)) return `${name}${between}${emptied(value)}`
    if (depth === DEEPEST || !/[:=]/.test(value)) return all
    const [open, inner, close] = unquoted(value)
    return `${name}${between}${open}${redactPairs(inner, depth + 1)}${close}`
  })
}

/** With the quotes that it had. */
function emptied(value: string): string {
  const [open, inner, close] = unquoted(value)
  return isHarmless(inner) ? value : `${open}${REDACTED}${close}`
}

function unquoted(value: string): [open: string, inner: string, close: string] {
  const [, open = '', inner = '', close = ''] = /^(\\*["']?)([^]*?)(\\*["']?)$/.exec(value) ?? []
  return [open, inner, close]
}
