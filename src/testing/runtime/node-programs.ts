import type {Argv} from '../../contract/index.js'

/** The command lines by which the conformance suite looks at a node from inside. An image without one of these programs brings its own. */
export interface NodePrograms {
  /** Ends with this exit code. */
  exit(code: number): Argv
  /** Writes one text to each output, nothing else. */
  say(stdout: string, stderr: string): Argv
  /** Writes every argument, each followed by a NUL. */
  args(...args: string[]): Argv
  /** Value of an environment variable, with a newline; and the working directory. */
  variable(name: string): Argv
  workingDirectory(): Argv
  /** SHA-256 of standard input, in hexadecimal, as the first word. */
  checksum(): Argv
  /** Copies standard input to standard output as it comes. */
  copy(): Argv
  /** Writes this many zero bytes. */
  produce(bytes: number): Argv
  write(path: string, text: string): Argv
  read(path: string): Argv
  /** Leaves a server behind that answers each TCP connection with one word, and ends itself. */
  listen(port: number, word: string): Argv
  /** Writes what a server says; fails when there is none. */
  dial(host: string, port: number): Argv
  /** Gives the node one more address. */
  assign(address: string): Argv
  /** Lets the node reach an address by way of another node, as coming from one of its own. */
  route(to: string, via: string, from: string): Argv
  /** Writes a line to the node's console. */
  console(line: string): Argv
}

/** For an image made of Debian's packages, with socat and iproute2. */
export const debianPrograms: NodePrograms = {
  exit: (code) => shell('exit "$1"', String(code)),
  say: (stdout, stderr) => shell('printf %s "$1"; printf %s "$2" >&2', stdout, stderr),
  args: (...args) => shell('for arg; do printf "%s\\0" "$arg"; done', ...args),
  variable: (name) => ['printenv', name],
  workingDirectory: () => ['pwd'],
  checksum: () => ['sha256sum'],
  copy: () => ['cat'],
  produce: (bytes) => ['head', '-c', String(bytes), '/dev/zero'],
  write: (path, text) => shell('printf %s "$2" > "$1"', path, text),
  read: (path) => ['cat', path],
  listen: (port, word) => shell('setsid socat "TCP-LISTEN:$1,fork,reuseaddr" "SYSTEM:echo $2" </dev/null >/dev/null 2>&1 &', String(port), word),
  dial: (host, port) => ['socat', '-u', `TCP:${host}:${port},connect-timeout=5`, 'STDOUT'],
  assign: (address) => ['ip', 'address', 'add', `${address}/32`, 'dev', 'lo'],
  route: (to, via, from) => ['ip', 'route', 'replace', `${to}/32`, 'via', via, 'src', from],
  console: (line) => shell('printf "%s\\n" "$1" > /dev/console', line),
}

function shell(script: string, ...args: string[]): Argv {
  return ['sh', '-c', script, 'sh', ...args]
}
