#!/usr/bin/perl
# Starts a program beside a guest's PID 1: in its namespaces and cgroups, with exactly the environment given, names that occur twice
# included (no shell and no execve wrapper of a language keeps those).
#
#   join.pl PID KEY=VALUE... -- PROGRAM ARGS...      keys: uid gid groups cwd caps (mask or ALL) rlimit (N:SOFT:HARD)
#                                                    env tty (1)
#
# The program has this one's standard streams. File descriptor 3 says "missing" or "failed REASON" when it could not be started, and is
# closed without a word when it runs. Ends with its exit code, 128+n after signal n.
use strict;
use warnings;
use Fcntl qw(F_SETFD FD_CLOEXEC O_RDONLY O_WRONLY);
use POSIX ();
my ($here) = $0 =~ m{^(.*)/};
require "$here/join-terminal.pl";
require "$here/join-pipes.pl";

my %NUMBERS = (
    x86_64  => {setns => 308, execve => 59, prctl => 157, capset => 126, prlimit => 302},
    aarch64 => {setns => 268, execve => 221, prctl => 167, capset => 91, prlimit => 261},
);
my $call = $NUMBERS{(POSIX::uname())[4]} or die "join.pl: not for this machine\n";
my $last_capability = 40;

my $pid = shift @ARGV;
my (%one, @env, @rlimits);
while (defined(my $word = shift @ARGV)) {
    last if $word eq '--';
    my ($key, $value) = split /=/, $word, 2;
    if ($key eq 'env') { push @env, $value }
    elsif ($key eq 'rlimit') { push @rlimits, [split /:/, $value] }
    else { $one{$key} = $value }
}

open(my $status, '>&=', 3) or die "join.pl: no file descriptor 3\n";
fcntl($status, F_SETFD, FD_CLOEXEC);
$status->autoflush(1);

my %namespace;
for my $kind (qw(pid ipc uts net cgroup mnt)) {
    open($namespace{$kind}, '<', "/proc/$pid/ns/$kind") or failed("cannot reach the namespaces of PID 1: $!");
}
my @groups = cgroup_files();

my $input = $one{tty} ? undef : standard_pipes();

# Only children are in the new one; this process stays to wait.
enter('pid');
pipe(my $go, my $ready) or failed("pipe: $!");
my $child;
my @early;
for my $signal (qw(TERM INT USR1 USR2 WINCH)) {
    $SIG{$signal} = sub { $child ? kill($signal, $child) : push(@early, $signal) };
}
$child = fork();
defined $child or failed("fork: $!");
if ($child == 0) {
    $SIG{$_} = 'DEFAULT' for qw(TERM INT USR1 USR2 WINCH);
    close $ready;
    sysread($go, my $word, 1);
    close $go;
    enter_guest();
    on_terminal($status, \&become) if $one{tty};
    become();
}
close $status;
close $go;
forget_streams() unless $one{tty};
join_groups($child);
close $ready;
kill($_, $child) for @early;
while (waitpid($child, 0) == -1) { $!{EINTR} or exit 1 }
my $ended = $?;
kill('KILL', $input) if $input;
exit($ended & 127 ? 128 + ($ended & 127) : $ended >> 8);

sub enter_guest {
    # The mount namespace last: it brings its root along.
    enter($_) for qw(ipc uts net cgroup mnt);
}

sub become {
    for my $limit (@rlimits) {
        my ($number, $soft, $hard) = @$limit;
        my $values = pack('QQ', $soft, $hard);
        syscall($call->{prlimit}, 0, $number + 0, $values, 0) == 0 or failed("rlimit $number: $!");
    }
    umask 022;
    my $mask = $one{caps} eq 'ALL' ? undef : Math::mask($one{caps});
    if (defined $mask) {
        for my $n (0 .. $last_capability) {
            syscall($call->{prctl}, 24, $n, 0, 0, 0) unless $mask >> $n & 1;
        }
    }
    my ($uid, $gid) = ($one{uid} + 0, $one{gid} + 0);
    $) = join ' ', $gid, $gid, split /,/, $one{groups} // '';
    POSIX::setgid($gid);
    POSIX::setuid($uid);
    set_capabilities($mask) if defined $mask && $uid == 0;
    chdir $one{cwd} or failed("failed to chdir to $one{cwd}: $!");
    my @paths = candidates($ARGV[0]);
    my $reason = 0;
    for my $path (@paths) {
        next unless -f $path && -x _;
        execute($path);
        $reason = "$!";
    }
    print {$status} $reason ? "failed $ARGV[0]: $reason\n" : "missing\n";
    POSIX::_exit(127);
}

sub candidates {
    my ($name) = @_;
    return ($name) if $name =~ m{/};
    # The first of a name counts, as getenv has it.
    my ($path) = map { /^PATH=(.*)/s ? $1 : () } @env;
    return map { ($_ eq '' ? '.' : $_) . "/$name" } split /:/, $path // '';
}

sub execute {
    my ($path) = @_;
    my $file = "$path";
    my ($arguments, $variables) = (pointers(@ARGV), pointers(@env));
    syscall($call->{execve}, $file, $arguments, $variables);
}

sub pointers {
    return pack('p' x @_ . 'Q', @_, 0);
}

sub set_capabilities {
    my ($mask) = @_;
    my $header = pack('LL', 0x20080522, 0);
    my ($low, $high) = ($mask & 0xffffffff, $mask >> 32);
    my $data = pack('LLLLLL', $low, $low, 0, $high, $high, 0);
    syscall($call->{capset}, $header, $data) == 0 or failed("capset: $!");
}

sub enter {
    my ($kind) = @_;
    syscall($call->{setns}, fileno($namespace{$kind}), 0) == 0 or failed("cannot enter the $kind namespace of PID 1: $!");
}

# Of every hierarchy; cgroup v2 alone has "0::/path", beside v1 its own directory.
sub cgroup_files {
    open(my $list, '<', "/proc/$pid/cgroup") or failed("cannot read the cgroups of PID 1: $!");
    my @files;
    while (<$list>) {
        chomp;
        my (undef, $controllers, $path) = split /:/, $_, 3;
        $controllers =~ s/^name=//;
        my $top = $controllers ne '' ? $controllers : -d '/sys/fs/cgroup/unified' ? 'unified' : '.';
        push @files, "/sys/fs/cgroup/$top$path/cgroup.procs";
    }
    return @files;
}

# As far as they take it: one of v2 that has groups below it takes no process.
sub join_groups {
    my ($process) = @_;
    for my $file (@groups) {
        next unless sysopen(my $group, $file, O_WRONLY);
        syswrite($group, "$process\n");
    }
}

sub failed {
    my ($reason) = @_;
    print {$status} "failed $reason\n";
    POSIX::_exit(126);
}

package Math;

# Perl's hex warns beyond 32 bits.
sub mask {
    no warnings 'portable';
    return hex $_[0];
}
