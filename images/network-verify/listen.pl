# Listens on every interface of a network namespace until standard input ends: listen.pl PROTOCOL PORTS PAIR...
# PROTOCOL is a number, PORTS those of the server with commas between, PAIR is "SOURCE-DESTINATION". One line for each way in which packets of
# these pairs were seen, in either direction, also within others:
#   forward|back  INTERFACE  in|out  SOURCE  DESTINATION  CARRIER
# CARRIER is "plain", or what a packet was seen in, such as "UDP 8472 10.0.0.1 10.0.0.2". Says "listening" once it does.
use strict;
use warnings;
use IO::Select;
use Socket;

use constant {AF_PACKET => 17, ETH_P_ALL => 3, PACKET_OUTGOING => 4, SIOCGIFNAME => 0x8910};

my ($protocol, $ports, @pairs) = @ARGV;
my %ports = map { $_ => 1 } split /,/, $ports;
my %patterns;
for (@pairs) {
  my ($source, $destination) = map { inet_aton($_) } split /-/;
  $patterns{$source . $destination} = 'forward';
  $patterns{$destination . $source} = 'back';
}
socket my $socket, AF_PACKET, SOCK_DGRAM, unpack('S', pack 'n', ETH_P_ALL) or die "no packet socket: $!\n";
setsockopt $socket, SOL_SOCKET, SO_RCVBUF, pack('i', 4 << 20);
my $ready = IO::Select->new($socket, \*STDIN);
syswrite STDOUT, "listening\n";

my %seen;
LISTEN: while (1) {
  for my $handle ($ready->can_read) {
    if (fileno $handle == 0) { sysread(STDIN, my $ignored, 512) or last LISTEN }
    else { look() }
  }
}

sub look {
  my $from = recv $socket, my $packet, 65535, 0 or return;
  return if length $packet < 28;
  my (undef, undef, $index, undef, $type) = unpack 'S n i S C', $from;
  for my $pattern (keys %patterns) {
    my $at = index $packet, $pattern;
    next if $at < 12 || !wanted(substr($packet, $at - 12), $patterns{$pattern});
    my $line = join "\t", $patterns{$pattern}, interface($index), $type == PACKET_OUTGOING ? 'out' : 'in', inet_ntoa(substr $pattern, 0, 4), inet_ntoa(substr $pattern, 4), $at == 12 ? 'plain' : carrier($packet);
    syswrite STDOUT, "$line\n" if !$seen{$line}++;
  }
}

# Of the protocol, and to or from one of the ports, which ICMP has none of.
sub wanted {
  my ($packet, $direction) = @_;
  my ($first, $number) = unpack 'C x8 C', $packet;
  return 0 if $first >> 4 != 4 || $number != $protocol;
  return 1 if $protocol == 1;
  my ($source, $destination) = unpack 'n2', substr $packet, 4 * ($first & 15), 4;
  return $ports{$direction eq 'forward' ? $destination : $source};
}

sub carrier {
  my $packet = shift;
  my ($first, $number, $source, $destination) = unpack 'C x8 C x2 a4 a4', $packet;
  my $name = $number == 17 ? 'UDP ' . unpack('x2 n', substr $packet, 4 * ($first & 15), 4) : "protocol $number";
  return join ' ', $name, inet_ntoa($source), inet_ntoa($destination);
}

sub interface {
  my $index = shift;
  my $request = pack 'x16 i x20', $index;
  return ioctl($socket, SIOCGIFNAME, $request) ? unpack('Z16', $request) : "interface $index";
}
