import assert from 'node:assert/strict'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {text} from 'node:stream/consumers'
import {extract} from 'tar-stream'
import {layerTar} from '../../src/node-image/image-layer.js'
import {gatherFiles} from '../../src/node-image/module-files.js'
import {workshop} from './workshop-stub.js'

describe('files of an image that a plugin describes', () => {
  let directory = ''
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kina-module-'))
    await mkdir(join(directory, 'bpf/tests'), {recursive: true})
    await mkdir(join(directory, 'bpf/lib'))
    for (const [path, content] of Object.entries({'bpf/a.c': 'a', 'bpf/lib/b.h': 'b', 'bpf/tests/c.c': 'c', 'run.sh': '#!/bin/sh\n'})) await writeFile(join(directory, path), content)
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  const module = {directory: '/plugin/modules', module: 'example.org/thing'}
  const shop = (sum = 'h1:one') => workshop('/nowhere', {go: () => JSON.stringify({Dir: directory, Sum: sum})})

  it('come out of a module, without what is left out, and from texts; each with its mode', async () => {
    const {files} = await gatherFiles(
      [
        {...module, target: '/lib/bpf', path: 'bpf', except: ['tests']},
        {...module, target: '/run.sh', path: 'run.sh', executable: true},
        {target: '/bin/tool', text: 'exec other\n', executable: true},
      ],
      shop(),
    )
    const seen: string[] = []
    for await (const entry of Readable.from(layerTar({files})).pipe(extract())) if (entry.header.type === 'file') seen.push(`${entry.header.name} ${entry.header.mode?.toString(8)} ${await text(entry)}`)
    assert.deepEqual(seen, ['bin/tool 755 exec other\n', 'lib/bpf/a.c 644 a', 'lib/bpf/lib/b.h 644 b', 'run.sh 755 #!/bin/sh\n'])
  })

  it('ask no checksum database, and fetch what go.sum names', async () => {
    const here = shop()
    await gatherFiles([{...module, target: '/x', path: 'run.sh'}], here)
    assert.deepEqual(here.ran, [['go', 'mod', 'download', '-json', 'example.org/thing']])
  })

  it('are another input when the module’s sum is another', async () => {
    const wanted = [{...module, target: '/x', path: 'run.sh'}]
    assert.notDeepEqual((await gatherFiles(wanted, shop())).inputs, (await gatherFiles(wanted, shop('h1:two'))).inputs)
  })

  it('are missed in words that name module and path', async () => {
    await assert.rejects(gatherFiles([{...module, target: '/x', path: 'nosuch'}], shop()), {code: 'E_COMPONENT_SOURCE', message: 'The module example.org/thing has no nosuch that can be read.'})
  })
})
