import type {Node} from '../contract/index.js'

/** One certificate in the files of a node. */
export interface CertificateStatus {
  readonly node: string
  /** Absolute path on the node. */
  readonly file: string
  /** ISO 8601. */
  readonly ends: string
  /** Whole days until then; negative once it has ended. */
  readonly daysLeft: number
}

/** Certificates in files of their own, and those in kubeconfigs. */
const LOOK = `show() { printf '%s\\t%s\\n' "$1" "$(openssl x509 -noout -enddate | cut -d= -f2)"; }
for file in /etc/kubernetes/pki/*.crt /etc/kubernetes/pki/etcd/*.crt /var/lib/kubelet/pki/kubelet-client-current.pem /var/lib/kubelet/pki/kubelet-server-current.pem; do
  if [ -s "$file" ]; then show "$file" < "$file"; fi
done
for file in /etc/kubernetes/*.conf; do
  if grep -q 'client-certificate-data: ' "$file" 2> /dev/null; then sed -n 's/.*client-certificate-data: //p' "$file" | base64 -d | show "$file"; fi
done`

/** All that a running node has, the first to end first. */
export async function certificatesOf(node: Node, now = Date.now()): Promise<CertificateStatus[]> {
  const {stdout} = await node.exec(['sh', '-c', LOOK], {allowFailure: true, timeoutSeconds: 30})
  return readCertificates(node.name, stdout, now)
}

const DAY = 86_400_000

/** Pure. */
export function readCertificates(node: string, text: string, now: number): CertificateStatus[] {
  const rows = text.split('\n').flatMap((line) => {
    const [file, ends] = line.split('\t')
    const time = Date.parse(ends ?? '')
    return file && !Number.isNaN(time) ? [{node, file, ends: new Date(time).toISOString(), daysLeft: Math.floor((time - now) / DAY)}] : []
  })
  return rows.toSorted((a, b) => a.ends.localeCompare(b.ends))
}
