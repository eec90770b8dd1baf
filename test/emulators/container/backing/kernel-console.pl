#!/usr/bin/perl
# The console of a guest's kernel: a pseudo-terminal whose one side is the guest's /dev/console, and what is written there is added to
# the log of the boot.
#
#   kernel-console.pl PLACE      writes its number to PLACE/kernel-console.pid and the path of the guest's side to standard output
#
# Ends with the guest, or with the call that was to start it and did not; at once when it is told to, with all that was written kept.
use strict;
use warnings;
use Fcntl qw(O_RDWR O_NOCTTY O_WRONLY O_APPEND O_CREAT);
use POSIX ();

my $place = shift @ARGV;
sysopen(my $master, '/dev/ptmx', O_RDWR | O_NOCTTY) or die "no pseudo-terminal: $!\n";
my $unlocked = pack('i', 0);
ioctl($master, 0x40045431, $unlocked) or die "unlocking the pseudo-terminal: $!\n";
my $number = pack('i', 0);
ioctl($master, 0x80045430, $number) or die "the pseudo-terminal has no number: $!\n";
my $path = '/dev/pts/' . unpack('i', $number);
sysopen(my $log, "$place/boot.log", O_WRONLY | O_APPEND | O_CREAT) or die "$place/boot.log: $!\n";
open(my $pid, '>', "$place/kernel-console.pid") or die "$place/kernel-console.pid: $!\n";
print $pid $$;
close $pid;
my $slave = guests_side();
syswrite(STDOUT, "$path\n");
close STDOUT;

my ($parent, $booted, $told) = (getppid(), 0, 0);
$SIG{TERM} = sub { $told = 1 };
while (1) {
    my $more = copy(0.2);
    last if $told && !$more;
    my $alive = alive();
    $booted ||= $alive;
    next if $more || $alive;
    last if $booted || (getppid() != $parent && !-e "$place/pid");
}

# Somebody must hold it, or reading fails while nobody writes.
sub guests_side {
    sysopen(my $side, $path, O_RDWR | O_NOCTTY) or return undef;
    return $side;
}

# Whether there was anything within this time. systemd hangs the terminal up when it begins; then it is opened anew.
sub copy {
    my ($seconds) = @_;
    my $ready = '';
    vec($ready, fileno($master), 1) = 1;
    return 0 if select($ready, undef, undef, $seconds) <= 0;
    my $count = sysread($master, my $bytes, 65536);
    if (!$count) {
        undef $slave;
        $slave = guests_side();
        select(undef, undef, undef, 0.02);
        return 0;
    }
    syswrite($log, $bytes);
    return 1;
}

sub alive {
    open(my $file, '<', "$place/pid") or return 0;
    my $guest = <$file>;
    return 0 if !defined $guest || $guest !~ /^(\d+)/;
    open(my $stat, '<', "/proc/$1/stat") or return 0;
    my $line = <$stat>;
    return defined $line && $line !~ /\) [ZX]/;
}
