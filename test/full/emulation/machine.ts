import {mkdir, readFile, readdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {execa} from 'execa'
import {cpio} from './cpio.js'

export interface Machine {
  /** Directory with the root file system of the node, as root; the probe's script is written into it. */
  readonly root: string
  /** Unpacked Debian packages: a cloud kernel and busybox-static. */
  readonly packages: string
  /** Where the disk and the RAM disk go. */
  readonly directory: string
  /** Of bash, in the node, beside its first process. What it prints comes back. */
  readonly probe: string
}

/** How QEMU's program for a kind of machine is called, the machine to be, and its serial line. */
const QEMU = {
  arm64: {program: 'qemu-system-aarch64', machine: ['-machine', 'virt,gic-version=3', '-cpu', 'cortex-a72'], console: 'ttyAMA0'},
  amd64: {program: 'qemu-system-x86_64', machine: ['-machine', 'q35', '-cpu', 'max'], console: 'ttyS0'},
} as const

/** In the order in which they need each other. */
const MODULES = ['virtio/virtio_ring.ko', 'virtio/virtio.ko', 'virtio/virtio_pci_legacy_dev.ko', 'virtio/virtio_pci_modern_dev.ko', 'virtio/virtio_pci.ko', 'block/virtio_blk.ko', '../net/core/failover.ko', 'net/net_failover.ko', 'net/virtio_net.ko']

/** As a runtime that boots a machine for each node does it; the network ends in QEMU. */
const INIT = `#!/bin/busybox sh
b=/bin/busybox
$b mkdir -p /proc /sys /dev /root
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
for module in MODULES; do $b insmod /modules/$module; done
$b mount -t ext4 /dev/vda /root || exec $b poweroff -f
for top in proc sys dev; do $b mount --move /$top /root/$top; done
$b mount -t tmpfs run /root/run
$b mount -t tmpfs tmp /root/tmp
$b mkdir -p /root/dev/pts /root/dev/shm
$b ln -s /proc/self/fd /root/dev/fd
$b mount -t devpts devpts /root/dev/pts
$b mount -t tmpfs shm /root/dev/shm
$b mount -t cgroup2 cgroup /root/sys/fs/cgroup
$b ip link set lo up
$b ip link set eth0 up
$b ip address add 10.0.2.15/24 dev eth0
$b ip route add default via 10.0.2.2
echo node > /root/proc/sys/kernel/hostname
echo nameserver 10.0.2.3 > /root/etc/resolv.conf
printf '127.0.0.1 localhost\\n10.0.2.15 node\\n' > /root/etc/hosts
$b mknod /dev/null c 1 3
$b chroot /root /sbin/depmod
export container=oci PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
$b chroot /root /bin/bash /probe.bash > /root/dev/console 2>&1 < /root/dev/null &
exec $b switch_root /root /usr/local/bin/entrypoint /sbin/init
`

/** Boots a node's root file system in QEMU without KVM. Resolves, once the machine is off, to the lines that the probe printed and to all that its console showed. */
export async function bootMachine(arch: keyof typeof QEMU, {root, packages, directory, probe}: Machine, timeoutSeconds: number): Promise<{readonly said: readonly string[]; readonly console: string}> {
  const {program, machine, console} = QEMU[arch]
  const [version = ''] = await readdir(join(packages, 'lib/modules'))
  const drivers = join(packages, 'lib/modules', version, 'kernel/drivers')
  const modules = await Promise.all(MODULES.map(async (path) => ({name: path.replace(/^.*\//, ''), content: await readFile(join(drivers, path)).catch(() => null)})))
  const there = modules.filter((module): module is {name: string; content: Buffer<ArrayBuffer>} => module.content !== null)
  const folders = ['bin', 'modules'].map((name) => ({name, mode: 0o040755}))
  await writeFile(join(directory, 'initrd'), cpio([
    ...folders,
    {name: 'bin/busybox', mode: 0o100755, content: await readFile(join(packages, 'bin/busybox'))},
    {name: 'init', mode: 0o100755, content: Buffer.from(INIT.replace('MODULES', there.map(({name}) => name).join(' ')))},
    ...there.map(({name, content}) => ({name: `modules/${name}`, mode: 0o100644, content})),
  ]))
  await writeFile(join(root, 'probe.bash'), `(\n${probe}\n) > /probe.out 2>&1\nsed 's/^/\\n${MARK}/' /probe.out\nsync\necho o > /proc/sysrq-trigger\n`)
  // The image has none: in a container they are the host's.
  await mkdir(join(root, 'usr/lib/modules'), {recursive: true})
  await execa('cp', ['-a', join(packages, 'lib/modules', version), join(root, 'usr/lib/modules/')])
  const disk = join(directory, 'disk')
  await execa('mkfs.ext4', ['-q', '-d', root, disk, '6G'])
  const run = await execa(program, [...machine, '-smp', '2', '-m', '4096', '-nographic', '-no-reboot', '-kernel', join(packages, `boot/vmlinuz-${version}`), '-initrd', join(directory, 'initrd'), '-append', `console=${console} panic=-1 quiet`, '-drive', `file=${disk},if=none,id=disk,format=raw,cache=unsafe`, '-device', 'virtio-blk-pci,drive=disk', '-nic', 'user,restrict=on,model=virtio-net-pci'], {reject: false, all: true, stdin: 'ignore', timeout: timeoutSeconds * 1000})
  const text = String(run.all).replaceAll('\r', '')
  return {said: text.split('\n').filter((line) => line.startsWith(MARK)).map((line) => line.slice(MARK.length)), console: text}
}

/** Others write to the console, too, and not always whole lines. */
const MARK = 'probe: '
