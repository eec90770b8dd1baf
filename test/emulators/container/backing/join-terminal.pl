# Part of join.pl: a pseudo-terminal of the guest, with the program on one side and this process's standard streams on the other.
use strict;
use warnings;
use Fcntl qw(O_RDWR O_NOCTTY F_SETFD FD_CLOEXEC);
use POSIX ();

# Runs in the guest. `$start` becomes the program and does not return; the program's exit code does.
sub on_terminal {
    my ($status, $start) = @_;
    sysopen(my $master, '/dev/ptmx', O_RDWR | O_NOCTTY) or failed("no pseudo-terminal: $!");
    my $unlocked = pack('i', 0);
    ioctl($master, 0x40045431, $unlocked) or failed("unlocking the pseudo-terminal: $!");
    my $number = pack('i', 0);
    ioctl($master, 0x80045430, $number) or failed("the pseudo-terminal has no number: $!");
    my $path = '/dev/pts/' . unpack('i', $number);
    sysopen(my $slave, $path, O_RDWR | O_NOCTTY) or failed("$path: $!");
    copy_size($master);
    my $child = fork() // failed("fork: $!");
    if ($child == 0) {
        POSIX::setsid();
        my $take_over = 0;
        ioctl($slave, 0x540E, $take_over);
        POSIX::dup2(fileno($slave), $_) for 0 .. 2;
        close $master;
        $start->();
    }
    close $slave;
    close $status;
    for my $signal (qw(TERM INT USR1 USR2)) { $SIG{$signal} = sub { kill($signal, $child) } }
    $SIG{WINCH} = sub { copy_size($master) };
    relay($master);
    while (waitpid($child, 0) == -1) { $!{EINTR} or POSIX::_exit(1) }
    POSIX::_exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
}

# Until nobody has the other side any more, which a read says with an error.
sub relay {
    my ($master) = @_;
    my $input = 1;
    while (1) {
        my $wanted = '';
        vec($wanted, fileno($master), 1) = 1;
        vec($wanted, 0, 1) = 1 if $input;
        my $ready = $wanted;
        if (select($ready, undef, undef, undef) < 0) { $!{EINTR} ? next : last }
        if (vec($ready, fileno($master), 1)) {
            my $count = sysread($master, my $bytes, 65536);
            next if !defined $count && $!{EINTR};
            last if !$count;
            write_all(\*STDOUT, $bytes);
        }
        if ($input && vec($ready, 0, 1)) {
            my $count = sysread(STDIN, my $bytes, 4096);
            next if !defined $count && $!{EINTR};
            $input = 0 if !$count;
            # What Ctrl-D is to a terminal.
            write_all($master, $count ? $bytes : "\x04");
        }
    }
}

sub write_all {
    my ($to, $bytes) = @_;
    while (length $bytes) {
        my $count = syswrite($to, $bytes);
        if (!defined $count) { $!{EINTR} ? next : return }
        substr($bytes, 0, $count, '');
    }
}

# Of the terminal that this process was given, if it is one.
sub copy_size {
    my ($master) = @_;
    my $size = pack('SSSS', 0, 0, 0, 0);
    ioctl(STDIN, 0x5413, $size) and ioctl($master, 0x5414, $size);
}

1;
