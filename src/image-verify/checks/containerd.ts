import {failed, ok, type ImageCheck} from '../check.js'
import {run, runScript} from '../run.js'

/** containerd's own word that pods can be run; its network is the CNI's, which there is none of yet. */
export const cri: ImageCheck = {
  id: 'cri',
  title: 'CRI',
  async look({node}) {
    const answer = await run(node, ['crictl', '--timeout', '10s', 'info'])
    if (!answer.good) return failed(answer.why)
    const conditions = conditionsOf(answer.text)
    const ready = conditions.find(({type}) => type === 'RuntimeReady')
    if (ready?.status === true) return ok('containerd answers, and can run pods')
    return failed(`containerd answers, but cannot run pods: ${ready?.message ?? ready?.reason ?? 'it does not say whether it can'}`)
  },
}

interface RuntimeCondition {
  readonly type: string
  readonly status: boolean
  readonly reason?: string
  readonly message?: string
}

function conditionsOf(text: string): readonly RuntimeCondition[] {
  try {
    return (JSON.parse(text) as {status?: {conditions?: RuntimeCondition[]}}).status?.conditions ?? []
  } catch {
    return []
  }
}

/** A pod's sandbox from the beginning to the end: the pause image, the snapshotter, runc and its cgroups. On the node's network: there is no CNI. */
export const sandbox: ImageCheck = {
  id: 'sandbox',
  title: 'A pod’s sandbox',
  async look({node}) {
    const ran = await runScript(node, SANDBOX, JSON.stringify(POD))
    return ran.good ? ok('starts, and is removed again') : failed(ran.why)
  },
}

const POD = {
  metadata: {name: 'kina-verify', namespace: 'default', uid: 'kina-verify', attempt: 0},
  linux: {cgroup_parent: 'kina-verify.slice', security_context: {namespace_options: {network: 2}}},
}

const SANDBOX = `set -e
file=$(mktemp)
echo "$1" > "$file"
pod=$(crictl --timeout 30s runp "$file")
crictl --timeout 30s stopp "$pod" > /dev/null
crictl --timeout 30s rmp "$pod" > /dev/null
rm "$file"`
