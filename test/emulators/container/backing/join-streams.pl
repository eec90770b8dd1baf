# Part of join.pl: pipes in the place of what a program in a guest is not given.
use strict;
use warnings;
use POSIX ();

# Puts a pipe in the place of a socket, and a process that copies between them until one side ends.
sub through_pipe {
    my ($number, $inward, $status) = @_;
    return unless -S "/dev/fd/$number";
    pipe(my $out, my $in) or failed("pipe: $!");
    my $copier = fork();
    defined $copier or failed("fork: $!");
    if ($copier == 0) {
        close $_ for $status, $inward ? $out : $in;
        # Nobody may wait for this process because of a stream that is not its own.
        POSIX::close($_) for grep { $_ != $number } 0 .. 2;
        open(my $socket, $inward ? '<&=' : '>&=', $number) or POSIX::_exit(1);
        copy($inward ? ($socket, $in) : ($out, $socket));
        POSIX::_exit(0);
    }
    POSIX::dup2(fileno($inward ? $out : $in), $number);
    close $out;
    close $in;
    return $copier;
}

sub copy {
    my ($from, $to) = @_;
    while (my $length = sysread($from, my $bytes, 65536)) {
        for (my $done = 0; $done < $length;) {
            $done += syswrite($to, $bytes, $length - $done, $done) // return;
        }
    }
}

1;
