import type {Known} from './assumption.js'

/** Containers as machines: how they are made, what they are from inside, how they live. */
export const MACHINES: readonly Known[] = [
  {
    id: 'run.detach',
    text: 'run --detach prints the id, which is the name, once the first process was started.',
    check: 'container run --detach --name kina-look alpine sleep 60; container delete --force kina-look',
  },
  {
    id: 'run.leaves-nothing',
    text: 'A run that fails after it made the container deletes it.',
    check: 'container run --detach --name kina-look alpine /no/such/program; container list --all',
  },
  {
    id: 'run.name-taken',
    text: 'A name is used once, by running and stopped containers alike; the refusal says "already exist".',
    check: 'container create --name kina-look alpine; container run --name kina-look alpine; container delete kina-look',
  },
  {
    id: 'run.capabilities',
    text: 'Containers have few capabilities unless --cap-add ALL gives them all; there is no --privileged.',
    check: 'container run --rm --cap-add ALL alpine grep CapEff /proc/self/status',
  },
  {
    id: 'run.proc-sys',
    text: '/proc/sys is writable: before 1.2.0 without more, from 1.2.1 on with --masked-path NONE --read-only-path NONE, in 1.2.0 never.',
    check: "container run --rm --cap-add ALL --masked-path NONE --read-only-path NONE alpine sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'",
  },
  {
    id: 'run.memory',
    text: '--memory takes a whole number with the suffix M and gives at least that much; less than 200 MiB is refused.',
    check: 'container run --rm --memory 300M alpine grep MemTotal /proc/meminfo',
  },
  {
    id: 'run.cpus',
    text: '--cpus takes a whole number.',
    check: 'container run --rm --cpus 2 alpine nproc',
  },
  {
    id: 'run.tmpfs',
    text: '--tmpfs takes a path and nothing else.',
    check: 'container run --rm --tmpfs /run alpine grep /run /proc/mounts',
  },
  {
    id: 'run.mount',
    text: '--volume /directory:/path[:ro] shows a directory of the Mac, and refuses one that is not there.',
    check: 'container run --rm --volume /usr/share:/look:ro alpine ls /look',
  },
  {
    id: 'run.label',
    text: 'Labels come back as they were given; a value with "=" in it is refused.',
    check: 'container create --name kina-look --label a=b=c alpine',
  },
  {
    id: 'run.platform',
    text: '--platform linux/ARCH chooses among the variants of an image.',
    check: 'container run --rm --platform linux/arm64 alpine uname -m',
  },
  {
    id: 'run.init',
    text: "The image's entrypoint is process 1, so that an image with systemd boots it.",
    check: 'container exec NODE cat /proc/1/comm',
  },
  {
    id: 'run.console',
    text: 'Without --tty, /dev/console is the console of the kernel, and what is written there stands in logs --boot.',
    check: "container exec NODE sh -c 'echo hello > /dev/console' && container logs --boot NODE | tail -3",
  },
  {
    id: 'guest.cgroup',
    text: 'cgroup v2 is at /sys/fs/cgroup, writable, in a namespace of its own; /sys is writable too.',
    check: 'container run --rm --cap-add ALL alpine mkdir /sys/fs/cgroup/kina-look',
  },
  {
    id: 'guest.root',
    text: 'The root file system is ext4, so that overlay file systems can be made on it.',
    check: "container run --rm alpine grep ' / ' /proc/mounts",
  },
  {
    id: 'guest.hosts',
    text: '/etc/hosts, /etc/hostname and /etc/resolv.conf are written anew at every start; the host name is the name.',
    check: 'container stop NODE && container start NODE && container exec NODE cat /etc/hosts /etc/hostname',
  },
  {
    id: 'guest.mtu',
    text: 'eth0 has an MTU of 1280 unless --network NAME,mtu=N says otherwise.',
    check: 'container run --rm alpine cat /sys/class/net/eth0/mtu',
  },
  {
    id: 'life.states',
    text: 'A container is running, stopping or stopped; one that was made and never started is stopped.',
    check: 'container list --all',
  },
  {
    id: 'life.again',
    text: 'Starting what runs and stopping what is stopped succeeds; a killed or unknown one fails in words that say so.',
    check: 'container start NODE && container start NODE',
  },
  {
    id: 'life.stop-signal',
    text: "stop sends the image's STOPSIGNAL and kills after --time seconds.",
    check: 'container inspect NODE | grep stopSignal; time container stop --time 30 NODE',
  },
  {
    id: 'life.delete',
    text: 'delete --force removes a running container; one that is stopping cannot be deleted yet; an unknown one is an error that says "not found".',
    check: 'container delete --force no-such-container',
  },
  {
    id: 'life.disk',
    text: 'The root file system outlives stop and start, and ends with the container.',
    check: 'container exec NODE touch /kept && container stop NODE && container start NODE && container exec NODE ls /kept',
  },
  {
    id: 'life.logs',
    text: 'logs and logs --boot work on a stopped container too.',
    check: 'container logs NODE; container logs --boot NODE | tail -3',
  },
]
