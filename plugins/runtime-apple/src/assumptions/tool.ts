import type {Known} from './assumption.js'

/** The command line itself, its service, the Mac, and kernels. */
export const TOOL: readonly Known[] = [
  {
    id: 'cli.version',
    text: 'container --version names the version as "container CLI version X.Y.Z", also when the service does not run.',
    check: 'container --version',
  },
  {
    id: 'cli.usage-error',
    text: 'A flag that a subcommand does not have, such as --privileged, ends it with exit code 64 and "Error: Unknown option".',
    check: 'container run --privileged alpine; echo $?',
  },
  {
    id: 'cli.help-lists-flags',
    text: 'container run --help lists every flag that this version has, also when the service does not run.',
    check: 'container run --help | grep -e --masked-path',
  },
  {
    id: 'cli.result-on-stdout',
    text: 'Standard output holds the result alone; warnings and progress go to standard error, which may be written to by a call that succeeds.',
    check: 'container list --all --format json 2>/dev/null',
  },
  {
    id: 'cli.passes-arguments',
    text: 'Everything after the image of run, and after the container of exec, reaches the program unchanged, also what looks like a flag.',
    check: "container run --rm alpine printf '%s,' --version -- '$HOME' ''",
  },
  {
    id: 'system.status',
    text: 'container system status --format json says "running" and ends with 0, or says another status and ends with 1.',
    check: 'container system status --format json; echo $?',
  },
  {
    id: 'system.app-root',
    text: 'A running service names its directory in that answer, as appRoot or, from 1.4.1 on, among paths.',
    check: 'container system status --format json | grep -o \'"appRoot":"[^"]*"\'',
  },
  {
    id: 'system.stopped',
    text: 'While the service does not run, every command that needs it ends with 1 and the words "XPC connection error".',
    check: 'container system stop; container list; container system start --enable-kernel-install',
  },
  {
    id: 'system.start',
    text: 'container system start --enable-kernel-install asks nothing, and may be repeated.',
    check: 'container system start --enable-kernel-install </dev/null',
  },
  {
    id: 'mac.version',
    text: 'sw_vers -productVersion gives the version of macOS.',
    check: 'sw_vers -productVersion',
  },
  {
    id: 'mac.silicon',
    text: 'sysctl -n hw.optional.arm64 gives 1 on Apple silicon, and nothing of the kind on an Intel Mac.',
    check: 'sysctl -n hw.optional.arm64',
  },
  {
    id: 'kernel.default',
    text: 'The kernel that new containers boot is the target of the link kernels/default.kernel-arm64 in the directory of the service.',
    check: 'readlink "$HOME/Library/Application Support/com.apple.container/kernels/default.kernel-arm64"',
  },
  {
    id: 'kernel.none',
    text: 'Without an installed kernel, run fails and says "default kernel not found".',
    check: 'ls "$HOME/Library/Application Support/com.apple.container/kernels"',
  },
  {
    id: 'kernel.per-container',
    text: 'run --kernel FILE boots that kernel for this container alone, and refuses a file that is not there.',
    check: 'container run --rm --kernel /no/such/kernel alpine true',
  },
  {
    id: 'kernel.kept',
    text: 'A container keeps the kernel of its first boot, whatever becomes the default later.',
    check: 'container start NODE && container exec NODE uname -r',
  },
  {
    id: 'kernel.release',
    text: 'uname -r and /proc/config.gz in a container tell which kernel it has.',
    check: "container run --rm alpine sh -c 'uname -r; zcat /proc/config.gz | head -3'",
  },
]
