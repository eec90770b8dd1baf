# Asks: client.pl SECONDS QUESTION...; all at once. Each is asked again until it is answered or the seconds are over. One line an answer:
# its number, "yes" or "no", and what was said or why there was nothing. A question that begins with "shut" is one that must get no answer.
#   tcp HOST PORT PATH    udp HOST PORT BYTES    icmp HOST BYTES    open HOST PORT
#   names HOST PORT TIMES    dns-udp NAME    dns-tcp NAME    hold HOST PORT
# BYTES is a number, or "mtu": as much as the way takes at once, and not to be cut to pieces.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

use constant {ICMP => 1, IPPROTO_IP => 0, IP_MTU_DISCOVER => 10, IP_PMTUDISC_DO => 2, IP_MTU => 14};
# In seconds: for a connection, for an answer.
use constant {CONNECT => 2, ANSWER => 5};

my %kinds = (tcp => \&ask_tcp, udp => \&ask_udp, icmp => \&ask_icmp, open => \&connected, names => \&names, 'dns-udp' => \&dns_udp, 'dns-tcp' => \&dns_tcp, hold => \&hold);
my ($seconds, @questions) = @ARGV;
my $end = time + $seconds;
for my $number (0 .. $#questions) {
  my $child = fork;
  next if $child;
  my ($good, $said) = outcome(split / /, $questions[$number]);
  $said =~ s/\s+/ /g;
  syswrite STDOUT, join("\t", $number, $good ? 'yes' : 'no', $said) . "\n";
  exit 0;
}
1 while wait != -1;

sub outcome {
  my ($kind, @words) = @_;
  my $shut = $kind eq 'shut';
  $kind = shift @words if $shut;
  my $why;
  do {
    select undef, undef, undef, 0.3 if defined $why;
    my $said = eval { $kinds{$kind}->(@words) };
    $why = $@;
    chomp $why;
    return (1, $shut ? $why : $said) if defined $said xor $shut;
    $why = "still answers: $said" if $shut;
  } while (time < $end);
  return (0, $why);
}

sub limited {
  my ($limit, $words, $work) = @_;
  local $SIG{ALRM} = sub { die "$words within $limit s\n" };
  alarm $limit;
  my $value = eval { $work->() };
  my $error = $@;
  alarm 0;
  die $error if $error;
  return $value;
}

sub connection {
  my ($host, $port) = @_;
  my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => CONNECT);
  return $socket if $socket;
  my $why = $@ =~ s/^IO::Socket::INET: connect: //r;
  die $why =~ /timeout|in progress/i ? "no connection within @{[CONNECT]} s\n" : "$why\n";
}

sub connected { connection(@_); return 'connected' }

sub ask_tcp {
  my ($host, $port, $path) = @_;
  my $socket = connection($host, $port);
  my $text = limited(ANSWER, 'connected, but no whole answer', sub {
    print $socket "GET $path HTTP/1.0\r\n\r\n";
    local $/;
    return <$socket> // '';
  });
  $text =~ s/^HTTP.*?Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n//si or die "connected, but the answer is not one of HTTP\n";
  length $text == $1 or die "only @{[length $text]} of $1 bytes came\n";
  return (split /\n/, $text)[0] . " $1";
}

# How often each answered, such as "here*3 away-1*5".
sub names {
  my ($host, $port, $times) = @_;
  my %count;
  $count{(split / /, ask_tcp($host, $port, '/'))[0]}++ for 1 .. $times;
  return join ' ', map {"$_*$count{$_}"} sort keys %count;
}

sub path_mtu {
  my $socket = IO::Socket::INET->new(PeerAddr => shift, PeerPort => 9, Proto => 'udp') or die "$@\n";
  return unpack 'i', getsockopt $socket, IPPROTO_IP, IP_MTU;
}

# What an IP packet of the way's size has room for beside its header and that of UDP or ICMP, which are equally long.
sub size_of {
  my ($host, $bytes) = @_;
  return $bytes eq 'mtu' ? path_mtu($host) - 28 : $bytes;
}

sub ask_udp {
  my ($host, $port, $bytes) = @_;
  my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Proto => 'udp') or die "$@\n";
  my $size = size_of($host, $bytes);
  setsockopt $socket, IPPROTO_IP, IP_MTU_DISCOVER, pack('i', IP_PMTUDISC_DO) if $bytes eq 'mtu';
  defined $socket->send('q' x $size) or die "a datagram of @{[$size + 28]} bytes is not sent: $!\n";
  IO::Select->new($socket)->can_read(1) or die "no answer to a datagram of @{[$size + 28]} bytes\n";
  defined $socket->recv(my $answer, 65535) or die "$!\n";
  return (split /\n/, $answer)[0] . ' ' . (length($answer) + 28);
}

sub ask_icmp {
  my ($host, $bytes) = @_;
  my $size = size_of($host, $bytes);
  socket my $socket, PF_INET, SOCK_RAW, ICMP or die "no raw socket: $!\n";
  setsockopt $socket, IPPROTO_IP, IP_MTU_DISCOVER, pack('i', IP_PMTUDISC_DO) if $bytes eq 'mtu';
  my $id = $$ & 0xffff;
  my $packet = sub { pack 'C2 n3 a*', 8, 0, shift, $id, 1, 'q' x $size };
  defined send($socket, $packet->(checksum($packet->(0))), 0, sockaddr_in(0, inet_aton($host))) or die "an echo request of @{[$size + 28]} bytes is not sent: $!\n";
  my $until = time + 2;
  while (time < $until && IO::Select->new($socket)->can_read(1)) {
    my $from = recv $socket, my $answer, 65535, 0;
    my ($type, undef, undef, $whose) = unpack 'C2 n2', substr($answer, 4 * (ord($answer) & 15));
    return inet_ntoa((sockaddr_in $from)[1]) . ' ' . length $answer if $type == 0 && $whose == $id;
  }
  die "no answer to an echo request of @{[$size + 28]} bytes\n";
}

sub checksum {
  my $packet = shift;
  my $sum = 0;
  $sum += $_ for unpack 'n*', $packet . "\0" x (length($packet) % 2);
  $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
  return ~$sum & 0xffff;
}

sub resolver {
  open my $file, '<', '/etc/resolv.conf' or die "/etc/resolv.conf: $!\n";
  my $text = do { local $/; <$file> };
  my ($server) = $text =~ /^nameserver\s+(\S+)/m or die "/etc/resolv.conf names no server\n";
  my ($domain) = $text =~ /^search\s+(\S+)/m;
  return ($server, $domain // '');
}

# A name without a dot is one of the pod's own namespace.
sub question {
  my ($name, $domain) = @_;
  $name .= ".$domain" if $name !~ /\./;
  return pack('n6', $$ & 0xffff, 0x0100, 1, 0, 0, 0) . join('', map { pack 'C/a*', $_ } split /\./, $name) . pack('C n2', 0, 1, 1);
}

sub address_in {
  my ($answer, $length, $server) = @_;
  my (undef, $flags, undef, $count) = unpack 'n4', $answer;
  die "$server says " . ((qw(NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED))[$flags & 15] // $flags & 15) . "\n" if $flags & 15;
  my $rest = substr $answer, $length;
  for (1 .. $count) {
    # A name is labels, or two bytes that point to some.
    while (1) {
      my $size = ord $rest;
      $rest = substr $rest, $size >= 0xc0 ? 2 : $size + 1;
      last if $size == 0 || $size >= 0xc0;
    }
    my ($type, undef, undef, $data) = unpack 'n2 N n/a*', $rest;
    return inet_ntoa($data) if $type == 1;
    $rest = substr $rest, 10 + length $data;
  }
  die "$server has no address for it\n";
}

sub dns_udp {
  my ($server, $domain) = resolver();
  my $asked = question(shift, $domain);
  my $socket = IO::Socket::INET->new(PeerAddr => $server, PeerPort => 53, Proto => 'udp') or die "$@\n";
  $socket->send($asked);
  IO::Select->new($socket)->can_read(2) or die "no answer from $server over UDP\n";
  defined $socket->recv(my $answer, 65535) or die "$server: $!\n";
  return address_in($answer, length $asked, $server) . " from $server";
}

sub dns_tcp {
  my ($server, $domain) = resolver();
  my $asked = question(shift, $domain);
  my $socket = connection($server, 53);
  my $answer = limited(ANSWER, "no answer from $server over TCP", sub {
    syswrite $socket, pack 'n/a*', $asked;
    read $socket, my $head, 2;
    read $socket, my $text, unpack 'n', $head;
    return $text;
  });
  return address_in($answer, length $asked, $server) . " from $server";
}

# One connection that goes on until standard input ends, and a new one as often: whether the first lived, and the longest time without an
# answer on either, in seconds. Says "holding" once it does.
sub hold {
  my ($host, $port) = @_;
  my $socket = connection($host, $port);
  $socket->autoflush(1);
  print $socket "GET /echo HTTP/1.0\r\n\r\n";
  my $input = IO::Select->new(\*STDIN);
  my ($last_old, $last_new, $longest_old, $longest_new, $lost) = (now(), now(), 0, 0, '');
  my $told = 0;
  while (1) {
    if ($input->can_read(0.2)) { last unless sysread STDIN, my $ignored, 1 }
    if (!$lost) {
      local $SIG{PIPE} = 'IGNORE';
      my $answer = eval { limited(ANSWER, 'no answer', sub { print $socket "still there\n"; return scalar <$socket> }) };
      $lost = 1 if !defined $answer && $@ !~ /no answer/;
      if (defined $answer) { $longest_old = longer($longest_old, now() - $last_old); $last_old = now() }
    }
    if (eval { ask_tcp($host, $port, '/') }) { $longest_new = longer($longest_new, now() - $last_new); $last_new = now() }
    syswrite STDOUT, "holding\n" if !$told++;
  }
  $longest_new = longer($longest_new, now() - $last_new);
  $longest_old = longer($longest_old, now() - $last_old) if !$lost;
  return sprintf '%s %.1f %.1f', $lost ? 'lost' : 'kept', $longest_old, $longest_new;
}

sub longer { return $_[0] > $_[1] ? $_[0] : $_[1] }

# Seconds since some time in the past, which nobody sets.
sub now {
  open my $file, '<', '/proc/uptime' or die "/proc/uptime: $!\n";
  return (split / /, <$file>)[0];
}
