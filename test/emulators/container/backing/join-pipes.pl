# Part of join.pl: real guests have pipes as their standard streams, which a program may open again as /dev/stdin. Sockets, which this process
# has of Node.js, cannot be opened, so copies go between the two.
use strict;
use warnings;
use POSIX ();

# Puts pipes in the place of those of this process's streams that are sockets. Gives the process that copies input, if there is one.
sub standard_pipes {
    my @ends = map { -S $_ ? pair() : undef } (\*STDIN, \*STDOUT, \*STDERR);
    my $input = $ends[0] && copier(0, $ends[0][1]);
    $ends[$_] && copier($ends[$_][0], $_) for 1, 2;
    for my $stream (0 .. 2) {
        next unless $ends[$stream];
        my ($reading, $writing) = @{$ends[$stream]};
        POSIX::dup2($stream == 0 ? $reading : $writing, $stream);
        POSIX::close($_) for $reading, $writing;
    }
    return $input;
}

# Of the process that only waits: while it has an end of a pipe, the other side does not see the end.
sub forget_streams {
    open(my $nothing, '+<', '/dev/null') or return;
    POSIX::dup2(fileno($nothing), $_) for 0 .. 2;
}

sub pair {
    my ($reading, $writing) = POSIX::pipe();
    return [$reading, $writing];
}

# A process of its own, which has nothing but these two.
sub copier {
    my ($from, $to) = @_;
    my $child = fork() // failed("fork: $!");
    return $child if $child;
    POSIX::dup2($from, 100);
    POSIX::dup2($to, 101);
    POSIX::close($_) for 0 .. 99;
    $SIG{$_} = 'IGNORE' for qw(TERM INT USR1 USR2 WINCH);
    while (1) {
        my $count = POSIX::read(100, my $bytes, 65536);
        next if !defined $count && $!{EINTR};
        POSIX::_exit(0) if !defined $count || $count == 0;
        my $written = 0;
        while ($written < $count) {
            my $more = POSIX::write(101, substr($bytes, $written), $count - $written);
            next if !defined $more && $!{EINTR};
            POSIX::_exit(0) if !defined $more;
            $written += $more;
        }
    }
}

1;
