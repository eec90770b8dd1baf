// Measures a node image beside kind's layout of the same programs: npm run bench:image-size -- [IMAGE]
// kind keeps the layers of images in containerd's content store, as tars or as a registry compressed them, and unpacks them on every node; kina
// keeps them unpacked, once. Both are made here of the same Debian, programs and images: those of the image, and the archive in kina's cache that its
// store was filled from. Needs podman, gzip, zstd, and an image built from Go modules. Starts no container.
import {execFileSync, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs'
import {homedir, tmpdir} from 'node:os'
import {join} from 'node:path'

const IMAGE = process.argv[2] ?? 'kina/node:v1.37.2'
const CACHE = process.env.KINA_CACHE_DIR ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kina')
/** Flags of zstd; --long looks for matches over 128 MB, and every zstd unpacks that. */
const LEVELS = [['-10'], ['-10', '--long=27']]
/** Takes ten minutes where the others take one. */
const THOROUGH = ['-19', '--long=27']
/** Blobs larger than this are layers. */
const LAYER = 100_000

const run = (program, ...args) => execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26})
const directory = mkdtempSync(join(tmpdir(), 'kina-bench-'))
try {
  const [image, kind] = ['image', 'kind'].map((name) => join(directory, name))
  for (const path of [image, kind]) mkdirSync(path)
  const {Labels} = JSON.parse(run('podman', 'image', 'inspect', IMAGE))[0]
  run('podman', 'save', '--output', join(directory, 'image.tar'), IMAGE)
  run('tar', '--extract', `--file=${join(directory, 'image.tar')}`, `--directory=${image}`)
  const layers = JSON.parse(readFileSync(join(image, 'manifest.json'), 'utf8'))[0].Layers
  run('tar', '--extract', `--file=${imagesArchive(Labels)}`, `--directory=${kind}`, 'blobs')
  console.log(`layers of ${IMAGE}, as tars: ${layers.map((layer) => (statSync(join(image, layer)).size / 1e6).toFixed(1)).join(', ')} MB`)

  const store = layers.at(-1)
  const rest = layers.slice(0, -1)
  await report('kina', [[image, layers]], [...LEVELS, THOROUGH])
  await report('kind, layers as tars', [[image, rest], [kind, ['blobs']]])
  const blobs = join(kind, 'blobs/sha256')
  for (const name of readdirSync(blobs)) if (statSync(join(blobs, name)).size > LAYER) run('gzip', '--no-name', join(blobs, name))
  await report('kind, layers as registries have them', [[image, rest], [kind, ['blobs']]])
  await report('kina’s store alone', [[image, [store]]])
} finally {
  rmSync(directory, {recursive: true, force: true})
}

/** The newest archive of that version's images. */
function imagesArchive(labels) {
  const prefix = `images-kubernetes-${labels['io.kina.kubernetes']}-${labels['io.kina.arch']}-`
  const found = readdirSync(join(CACHE, 'entries')).filter((name) => name.startsWith(prefix)).map((name) => join(CACHE, 'entries', name, 'images.tar'))
  const [newest] = found.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  if (newest === undefined) throw new Error(`the cache in ${CACHE} has no archive of these images: kina image build --source modules`)
  return newest
}

async function report(title, parts, levels = LEVELS) {
  const sizes = [['as it is', await sizeOf(parts, [])]]
  for (const flags of levels) sizes.push([`zstd ${flags.join(' ')}`, await sizeOf(parts, flags)])
  console.log(`${title}: ${sizes.map(([how, size]) => `${how} ${(size / 1e6).toFixed(1)} MB`).join(', ')}`)
}

/** Bytes of some files as one tar, through a compressor where there are flags for one. */
function sizeOf(parts, flags) {
  return new Promise((resolve, reject) => {
    const tar = spawn('tar', ['--create', '--file=-', '--dereference', ...parts.flatMap(([from, names]) => [`--directory=${from}`, ...names])], {stdio: ['ignore', 'pipe', 'inherit']})
    const last = flags.length === 0 ? tar : spawn('zstd', ['-T0', ...flags, '--stdout', '--quiet'], {stdio: [tar.stdout, 'pipe', 'inherit']})
    let size = 0
    last.stdout.on('data', (chunk) => (size += chunk.length))
    for (const child of [tar, last]) child.on('error', reject)
    last.on('close', (code) => (code === 0 ? resolve(size) : reject(new Error(`${last.spawnfile} ended with ${code}`))))
  })
}
