# What a pod of `kina network verify` runs: server.pl NAME PORT PROBE_PORT
# TCP: "GET /" is answered with the name and the address that the client has as seen here, "GET /bytes/N" with N bytes more; after
# "GET /echo" every line comes back. UDP: the same answer, as long as the question was. PROBE_PORT is for the kubelet alone, so that
# what it asks is not taken for what is looked at.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

use constant {IPPROTO_IP => 0, IP_MTU_DISCOVER => 10, IP_PMTUDISC_DO => 2};

my ($name, $port, $probe_port) = @ARGV;
$SIG{CHLD} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };

my $tcp = listener($port);
my $probe = listener($probe_port);
my $udp = IO::Socket::INET->new(LocalPort => $port, Proto => 'udp') or die "UDP port $port: $@\n";
# An answer that is too long for the way back must be lost, not cut to pieces: that is what is looked for.
setsockopt $udp, IPPROTO_IP, IP_MTU_DISCOVER, pack('i', IP_PMTUDISC_DO);
my $ready = IO::Select->new($tcp, $probe, $udp);

while (1) {
  for my $socket ($ready->can_read) {
    if ($socket == $udp) { answer_datagram() }
    else {
      my $peer = $socket->accept or next;
      my $child = fork;
      next if !defined $child || $child;
      serve($peer);
      exit 0;
    }
  }
}

sub listener {
  my $number = shift;
  return IO::Socket::INET->new(LocalPort => $number, Listen => 64, ReuseAddr => 1) || die "TCP port $number: $@\n";
}

sub answer_datagram {
  my $from = recv $udp, my $question, 65535, 0 or return;
  my (undef, $address) = sockaddr_in $from;
  my $answer = "$name " . inet_ntoa($address) . "\n";
  $answer .= 'x' x (length($question) - length $answer) if length $question > length $answer;
  send $udp, $answer, 0, $from;
}

sub serve {
  my $peer = shift;
  my $request = <$peer> // '';
  while (defined(my $line = <$peer>)) { last if $line =~ /^\r?\n$/ }
  if ($request =~ m{^GET /echo }) {
    $peer->autoflush(1);
    print $peer $_ while <$peer>;
    return;
  }
  my $body = "$name " . $peer->peerhost . "\n";
  $body .= 'x' x $1 if $request =~ m{^GET /bytes/(\d+)};
  print $peer "HTTP/1.0 200 OK\r\nContent-Length: " . length($body) . "\r\n\r\n$body";
}
