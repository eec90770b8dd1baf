import {flag, type Command} from '../grammar/command.ts'
import {DEBUG, DNS, FETCH, FORMAT, PLATFORM, PROGRESS, QUIET, REGISTRY, RESOURCES} from './process-flags.ts'

const REFERENCES = {name: 'images', help: 'References of images', repeat: true}

export const IMAGE_COMMANDS: readonly Command[] = [
  {words: ['image', 'pull'], summary: 'Fetch an image', positionals: [{name: 'reference', help: 'Reference of the image'}], flags: [...REGISTRY, ...PROGRESS, ...FETCH, ...PLATFORM, DEBUG], run: async () => (await import('../commands/image-pull.ts')).pull},
  {words: ['image', 'push'], summary: 'Push an image', positionals: [{name: 'reference', help: 'Reference of the image'}], flags: [...REGISTRY, ...PROGRESS, ...PLATFORM, DEBUG]},
  {words: ['image', 'list'], aliases: ['ls'], summary: 'List images', positionals: [], flags: [...FORMAT, ...QUIET, flag('-v, --verbose', 'More columns'), DEBUG], run: async () => (await import('../commands/image-list.ts')).list},
  {words: ['image', 'inspect'], summary: 'Show images', positionals: [REFERENCES], flags: [DEBUG], run: async () => (await import('../commands/image-list.ts')).inspect},
  {words: ['image', 'load'], summary: 'Load images from an OCI layout tar', positionals: [], flags: [flag('-i, --input <input>', 'File to read (default: standard input)'), flag('-f, --force', 'Despite bad members'), DEBUG], run: async () => (await import('../commands/image-archive.ts')).load},
  {words: ['image', 'save'], summary: 'Save images as an OCI layout tar', positionals: [{...REFERENCES, name: 'references'}], flags: [flag('-o, --output <output>', 'File to write (default: standard output)'), ...PLATFORM, DEBUG], run: async () => (await import('../commands/image-archive.ts')).save},
  {words: ['image', 'tag'], summary: 'Give an image another name', positionals: [{name: 'source', help: 'Reference'}, {name: 'target', help: 'New reference'}], flags: [DEBUG], run: async () => (await import('../commands/image-names.ts')).tag},
  {words: ['image', 'delete'], aliases: ['rm'], summary: 'Delete images', positionals: [{...REFERENCES, optional: true}], flags: [flag('-a, --all', 'All images'), flag('-f, --force', 'Missing ones are no error'), DEBUG], run: async () => (await import('../commands/image-names.ts')).remove},
  {words: ['image', 'prune'], summary: 'Delete images without a use', positionals: [], flags: [flag('-a, --all', 'Also those with a name'), DEBUG]},
  {
    words: ['build'],
    summary: 'Build an image',
    positionals: [{name: 'context-dir', help: 'Directory of the build', optional: true}],
    flags: [
      ...PLATFORM,
      flag('--build-arg <key=val>...', 'A value of the build'),
      ...RESOURCES,
      ...DNS,
      flag('-f, --file <path>', 'The Dockerfile'),
      flag('-l, --label <key=val>...', 'A label'),
      flag('--no-cache', 'Without the cache'),
      flag('-o, --output <value>...', 'type=oci|tar|local[,dest=]'),
      flag('--progress <type>', 'How progress is shown', {accepts: ['auto', 'plain', 'tty']}),
      flag('--pull', 'Ask the registry for newer bases'),
      flag('-q, --quiet', 'Without progress'),
      flag('--secret <secret>...', 'id=…[,env=|,src=]'),
      flag('--ssh <ssh>', 'Forward the agent socket', {since: '1.2.1', accepts: ['default']}),
      flag('-t, --tag <name>...', 'Name of the image'),
      flag('--target <stage>', 'Stage to end at'),
      flag('--vsock-port <port>', 'Port of the builder', {accepts: 'number'}),
      DEBUG,
    ],
    run: async () => (await import('../commands/build.ts')).build,
  },
  {words: ['builder', 'start'], summary: 'Start the builder', positionals: [], flags: [...RESOURCES, ...DNS, DEBUG], run: async () => (await import('../commands/builder.ts')).start},
  {words: ['builder', 'status'], summary: 'Show the builder', positionals: [], flags: [...FORMAT, ...QUIET, DEBUG], run: async () => (await import('../commands/builder.ts')).status},
  {words: ['builder', 'stop'], summary: 'Stop the builder', positionals: [], flags: [DEBUG], run: async () => (await import('../commands/builder.ts')).stop},
  {words: ['builder', 'delete'], aliases: ['rm'], summary: 'Delete the builder', positionals: [], flags: [flag('-f, --force', 'Also when it runs'), DEBUG], run: async () => (await import('../commands/builder.ts')).remove},
  {words: ['registry', 'login'], summary: 'Log in to a registry', positionals: [{name: 'server', help: 'Registry'}], flags: [flag('--username <username>', 'Name'), flag('--password-stdin', 'Read the password'), ...REGISTRY, DEBUG]},
  {words: ['registry', 'logout'], summary: 'Log out', positionals: [{name: 'server', help: 'Registry'}], flags: [DEBUG]},
  {words: ['registry', 'list'], aliases: ['ls'], summary: 'List logins', positionals: [], flags: [...FORMAT, ...QUIET, DEBUG]},
]
