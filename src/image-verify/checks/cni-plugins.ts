import type {Component} from '../../node-image/versions.js'
import {failed, note, type Finding, type ImageCheck, type Subject} from '../check.js'
import {run, runScript, versionIn} from '../run.js'
import {judge, type Seen} from './component.js'

/** Every CNI program answers in CNI's own protocol, and is of the version that goes with the image's Kubernetes. */
export function cniPlugins({name, node}: Component): ImageCheck {
  const {directory, programs} = node ?? {directory: '/opt/cni/bin', programs: []}
  return {
    id: name,
    title: name,
    async look(subject) {
      const there = await run(subject.node, ['ls', directory])
      if (!there.good) return failed(there.why)
      const names = there.text.split('\n').filter((line) => line !== '')
      const lacking = programs.filter((program) => !names.includes(program))
      const wanted = subject.own ? programs : programs.filter((program) => names.includes(program))
      const asked = await runScript(subject.node, ASK, directory, ...wanted)
      if (!asked.good) return failed(asked.why)
      return withLacking(judge(subject, name, asked.text.trim().split('\n').map(seenOf)), subject, lacking)
    },
  }
}

/** An image of kina's own has said already which do not run. */
function withLacking(finding: Finding, {own}: Subject, lacking: readonly string[]): Finding {
  if (own || lacking.length === 0) return finding
  const text = `it lacks ${lacking.join(', ')}: a CNI that uses them does not work`
  return finding.status === 'failed' ? failed(`${finding.seen}; ${text}`) : note(`${finding.seen}; ${text}`)
}

// In the node, and all at once: an answer of a few bytes to a few bytes from outside may be lost on the way.
const ASK = `directory=$1
shift
for program in "$@"; do
  answer=$(echo '{"cniVersion":"1.0.0"}' | CNI_COMMAND=VERSION "$directory/$program" 2>&1)
  code=$?
  printf '%s\\t%s\\t%s\\t%s\\n' "$program" $code "\${answer//[$'\\n\\t']/ }" "$("$directory/$program" --version 2>&1 | head -n 1)"
done`

function seenOf(line: string): Seen {
  const [program = '', code = '', answer = '', version = ''] = line.split('\t')
  if (code !== '0') return {program, version: null, why: answer.trim() || `exit code ${code}`}
  return answer.includes('supportedVersions') ? {program, version: versionIn(version)} : {program, version: null, why: 'it does not answer in CNI’s protocol'}
}
