import type {Node} from '../../contract/index.js'
import {failed, note, ok, type ImageCheck} from '../check.js'
import {runScript, type Ran} from '../run.js'

/** The variant that was chosen works with this kernel, and on a host that has one alone, that one would have been chosen. */
export const iptables: ImageCheck = {
  id: 'iptables',
  title: 'iptables',
  async look({node}) {
    const [chosen, nft, legacy] = await Promise.all([chosenOf(node), works(node, 'nft'), works(node, 'legacy')])
    if (chosen === null) return failed('iptables is none of nft and legacy')
    const working = [...(nft.good ? ['nft'] : []), ...(legacy.good ? ['legacy'] : [])]
    if (working.length === 0) return note(`${chosen}, but neither nft nor legacy works with the kernel of this machine: ${nft.good ? '' : nft.why}`)
    if (!working.includes(chosen)) return failed(`${chosen} is chosen, and only ${working.join()} works with the kernel of this machine`)
    // With one alone, this machine is such a host itself.
    if (working.length === 1) return ok(`${chosen}, which alone works on this machine`)
    return pretended(node, chosen)
  },
}

/** Hosts that have only one, pretended in a mount namespace of its own: in it the programs of the other one fail. */
async function pretended(node: Node, chosen: string): Promise<ReturnType<typeof ok>> {
  const runs = await Promise.all(VARIANTS.map(async (only) => ({only, ran: await runScript(node, PRETEND, VARIANTS.find((other) => other !== only) ?? '')})))
  if (runs.some(({ran}) => !ran.good && ran.text.includes(UNKNOWN_WAY))) return note(`${chosen}, which works here; how it chooses on other hosts cannot be looked at`)
  const wrong = runs.filter(({only, ran}) => !ran.good || ran.text.trim() !== only)
  if (wrong.length > 0) return failed(wrong.map(({only, ran}) => `on a host that has only ${only}: ${ran.good ? `${ran.text.trim()} is chosen` : ran.why}`).join('; '))
  return ok(`${chosen} here; nft on a host that has only nft, legacy where there is only legacy`)
}

const VARIANTS = ['nft', 'legacy'] as const

async function chosenOf(node: Node): Promise<string | null> {
  const ran = await runScript(node, CHOSEN)
  return /^(nft|legacy)$/m.exec(ran.text)?.[1] ?? null
}

/** Rules of the kind that Kubernetes writes, in a chain of this check's own. */
function works(node: Node, variant: (typeof VARIANTS)[number]): Promise<Ran> {
  return runScript(node, WORKS, variant)
}

const CHOSEN = `case $(readlink -f "$(command -v iptables)") in *nft*) echo nft ;; *legacy*) echo legacy ;; esac`

const WORKS = `iptables-$1 --wait --table nat --new-chain KINA-VERIFY || exit 1
iptables-$1 --wait --table nat --append KINA-VERIFY -p tcp -m conntrack --ctstate NEW -m comment --comment verify -j MARK --set-xmark 0x4000/0x4000
code=$?
iptables-$1 --wait --table nat --flush KINA-VERIFY
iptables-$1 --wait --table nat --delete-chain KINA-VERIFY
exit $code`

/** Of an image that makes its choice in a way of its own. */
const UNKNOWN_WAY = 'chooses in a way of its own'

// The choice is made by the image's own function, and kept in copies of what it changes.
const PRETEND = `part=/usr/local/lib/kina/boot/kernel.bash
[ -f $part ] || { echo "${UNKNOWN_WAY}" >&2; exit 1; }
unshare --mount --propagation private bash -e -c '
  top=$(mktemp -d)
  cp -a /etc/alternatives "$top/links"
  cp -a /var/lib/dpkg/alternatives "$top/state"
  mount --bind "$top/links" /etc/alternatives
  mount --bind "$top/state" /var/lib/dpkg/alternatives
  mount --bind /bin/false "$(readlink -f "$(command -v iptables-$1-restore)")"
  say() { echo "$*" >&2; }
  source "$2"
  choose_iptables > /dev/null
  link=$(readlink /etc/alternatives/iptables)
  echo "\${link##*-}"
' kina-verify "$1" $part`
