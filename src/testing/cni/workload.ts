import type {Argv} from '../../contract/index.js'
import {pinnedPod, testNamespace} from '../../network-verify/pinned-pod.js'

/** TCP port every test pod listens on. */
export const PORT = 8080

export interface WorkloadInput {
  readonly namespace: string
  /** Needs perl with IO::Socket, as Debian's perl-base has, and nothing else. */
  readonly image: string
  /** Names of Kubernetes nodes: the first gets the pods `here` and `beside`, the others `away-1`, `away-2` and so on. */
  readonly nodes: readonly string[]
}

/** Namespace, pods and services of the network checks, as one Kubernetes list. Pure. */
export function workload({namespace, image, nodes}: WorkloadInput): object {
  const [first = '', ...others] = nodes
  const pod = (name: string, role: string, nodeName: string) =>
    pinnedPod({
      ...{namespace, name, nodeName, labels: {role, workload: 'kina-conformance'}},
      server: {image, imagePullPolicy: 'IfNotPresent', command: ['perl', '-e', SERVER, name, String(PORT)], readyPort: PORT},
    })
  const service = (name: string, selector: object, more = {}) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name, namespace},
    spec: {selector, ports: [{port: 80, targetPort: PORT}], ...more},
  })
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      ...testNamespace(namespace),
      pod('here', 'here', first),
      pod('beside', 'beside', first),
      ...others.map((node, index) => pod(`away-${index + 1}`, 'away', node)),
      ...['here', 'beside', 'away'].map((role) => service(role, {role})),
      service('all', {workload: 'kina-conformance'}, {clusterIP: 'None'}),
    ],
  }
}

/**
 * What a pod runs to ask another: prints the first line of the answer's body and the body's length. Asks again on any failure, since
 * rules of a new service take a moment; after `seconds` it prints the last reason to standard error and fails.
 */
export function fetchArgv(target: {readonly host: string; readonly port: number; readonly path: string}, seconds: number): Argv {
  return ['perl', '-e', CLIENT, target.host, String(target.port), target.path, String(seconds)]
}

/** Answers `GET /` with the pod's name and the client's address as seen here; `GET /bytes/N` with N bytes more. */
const SERVER = `
use strict; use IO::Socket::INET;
my ($name, $port) = @ARGV;
$SIG{CHLD} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };
my $listener = IO::Socket::INET->new(LocalPort => $port, Listen => 64, ReuseAddr => 1) or die "listen: $@";
while (1) {
  my $peer = $listener->accept or next;
  my $child = fork;
  next if !defined $child || $child;
  my $request = <$peer> // '';
  while (my $line = <$peer>) { last if $line =~ /^\\r?\\n$/ }
  my $body = $name . ' ' . $peer->peerhost . "\\n";
  $body .= 'x' x $1 if $request =~ m{^GET /bytes/(\\d+)};
  print $peer "HTTP/1.0 200 OK\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n" . $body;
  exit 0;
}
`

const CLIENT = `
use strict; use IO::Socket::INET;
my ($host, $port, $path, $seconds) = @ARGV;
my ($end, $why) = (time + $seconds, '');
do {
  my $answer = eval {
    local $SIG{ALRM} = sub { die "connected, but no answer\\n" };
    my $address = gethostbyname $host or die "$host does not resolve\\n";
    my $socket = IO::Socket::INET->new(PeerAddr => inet_ntoa($address), PeerPort => $port, Timeout => 3) or die "$@\\n";
    alarm 10;
    print $socket "GET $path HTTP/1.0\\r\\n\\r\\n";
    local $/;
    my $text = <$socket> // '';
    alarm 0;
    $text =~ s/^HTTP.*?\\r\\n\\r\\n//s or die "not an HTTP answer\\n";
    $text;
  };
  if (defined $answer) {
    print +(split /\\n/, $answer)[0], "\\n", length($answer), "\\n";
    exit 0;
  }
  $why = $@;
  select undef, undef, undef, 0.5;
} while (time < $end);
print STDERR $why;
exit 1;
`
