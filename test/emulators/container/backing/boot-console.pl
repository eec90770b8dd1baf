#!/usr/bin/perl
# The console of one guest's kernel: a terminal that is its /dev/console, and whose output is added to the log of its boots.
#
#   boot-console.pl PLACE
#
# Says the terminal's path when it is there. Ends with the guest, or on TERM with what has been written until then.
use strict;
use warnings;
use Fcntl qw(O_RDWR O_NOCTTY O_WRONLY O_APPEND O_CREAT O_NONBLOCK F_SETFL);

my ($place) = @ARGV;
my $parent = getppid();
sysopen(my $master, '/dev/ptmx', O_RDWR | O_NOCTTY) or die "no pseudo-terminal: $!\n";
my ($unlocked, $number) = (pack('i', 0), pack('i', 0));
ioctl($master, 0x40045431, $unlocked) && ioctl($master, 0x80045430, $number) or die "the pseudo-terminal has no number: $!\n";
my $path = '/dev/pts/' . unpack('i', $number);
# Held open: without any other side a read would be an error, between two programs that use it as well.
sysopen(my $slave, $path, O_RDWR | O_NOCTTY) or die "$path: $!\n";
# Output as it was written; nobody types.
system('stty', '--file', $path, '-opost', '-echo');
fcntl($master, F_SETFL, O_NONBLOCK);
sysopen(my $log, "$place/boot.log", O_WRONLY | O_APPEND | O_CREAT) or die "$place/boot.log: $!\n";
say_to("$place/boot-console.pid", $$);
$| = 1;
print "$path\n";

my $ended = 0;
$SIG{TERM} = sub { $ended = 1 };
my $booted = 0;
until ($ended) {
    my $wanted = '';
    vec($wanted, fileno($master), 1) = 1;
    select($wanted, undef, undef, 0.1);
    take();
    my $alive = guest_lives();
    # Until the guest has booted, the call must be there that boots it.
    $ended = 1 if $booted ? !$alive : !$alive && getppid() != $parent && !-e "$place/pid";
    $booted ||= $alive;
}
take();

sub take {
    while (sysread($master, my $bytes, 65536)) { syswrite($log, $bytes) }
}

sub guest_lives {
    my ($pid, $id) = (content("$place/pid"), content("$place/real-id"));
    return 0 unless $pid =~ /^\d+$/ && $id ne '';
    return content("/proc/$pid/stat") !~ /\) [ZX]/ && index(content("/proc/$pid/cgroup"), $id) >= 0;
}

sub content {
    open(my $file, '<', $_[0]) or return '';
    local $/;
    my $text = <$file> // '';
    $text =~ s/\s+$//;
    return $text;
}

sub say_to {
    open(my $file, '>', $_[0]) or die "$_[0]: $!\n";
    print {$file} $_[1];
}
