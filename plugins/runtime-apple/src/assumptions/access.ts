import type {Known} from './assumption.js'

/** What is asked of containers that are there: lists, programs inside, networks and disks. */
export const ACCESS: readonly Known[] = [
  {
    id: 'list.shape',
    text: 'list --all --format json gives every container as {id, configuration, status}, with its labels, image, published ports, state and addresses.',
    check: 'container list --all --format json',
  },
  {
    id: 'list.inspect',
    text: 'inspect NAME gives the same of one container; an unknown name fails with "container not found".',
    check: 'container inspect no-such-container',
  },
  {
    id: 'exec.exit-code',
    text: "exec ends with the program's exit code, and with 128+n when signal n ended it.",
    check: "container exec NODE sh -c 'exit 3'; echo $?",
  },
  {
    id: 'exec.missing-program',
    text: 'exec of a program that is not there ends with 1, as errors of the tool do, so that programs are started through env, which says 127.',
    check: 'container exec NODE /no/such/program; container exec NODE env /no/such/program; echo $?',
  },
  {
    id: 'exec.env',
    text: '--env adds to the environment and replaces nothing, so that variables are given through env.',
    check: 'container exec --env PATH=/x NODE env',
  },
  {
    id: 'exec.stdin',
    text: 'Standard input reaches the program with --interactive alone, of any size and byte for byte; without it the program reads its end at once.',
    check: 'head -c 100000000 /dev/zero | container exec --interactive NODE sha256sum',
  },
  {
    id: 'exec.stopped',
    text: 'exec in a container that does not run ends with 1 and "is not running".',
    check: 'container stop NODE; container exec NODE true',
  },
  {
    id: 'exec.drain',
    text: 'Once the program has ended, its output must end within 3 s: what it leaves running in the background must not hold it.',
    check: "container exec NODE sh -c 'sleep 10 &'; echo $?",
  },
  {
    id: 'network.macos',
    text: 'container network is there from macOS 26 on; before, all containers share the network default, where they do not reach each other.',
    check: 'container network list',
  },
  {
    id: 'network.create',
    text: 'network create --label KEY=VALUE [--subnet CIDR] NAME makes a network of its own; a taken name is refused with "already exists".',
    check: 'container network create --label io.kina.report=yes kina-look; container network delete kina-look',
  },
  {
    id: 'network.in-use',
    text: 'A network goes only when no container, running or stopped, refers to it.',
    check: 'container network delete kina-CLUSTER',
  },
  {
    id: 'network.addresses',
    text: 'A running container has an IPv4 address, with its prefix length, in status.networks; every start may give another one.',
    check: 'container inspect NODE | grep ipv4Address',
  },
  {
    id: 'network.reach',
    text: 'Containers of one network reach each other by address, and by no name.',
    check: 'container exec NODE ping -c 1 ADDRESS-OF-ANOTHER',
  },
  {
    id: 'network.foreign',
    text: 'Packets with addresses of pods pass between containers of one network.',
    check: 'container exec NODE ip route replace 10.244.254.1/32 via ADDRESS-OF-ANOTHER',
  },
  {
    id: 'network.publish',
    text: '--publish ADDRESS:PORT:PORT/tcp listens on the Mac from the boot on and keeps its port over restarts; port 0 is refused.',
    check: 'container run --detach --rm --publish 127.0.0.1:18080:80/tcp alpine nc -lk -p 80 -e echo hello; nc 127.0.0.1 18080 </dev/null',
  },
  {
    id: 'network.permission',
    text: 'Without the permission "Local Network", a published port accepts a connection and then resets it.',
    check: 'nc -v 127.0.0.1 PORT-OF-THE-API </dev/null',
  },
  {
    id: 'volume.create',
    text: 'volume create --label KEY=VALUE -s SIZE NAME makes an ext4 disk of that size, for one running container at a time.',
    check: 'container volume create --label io.kina.report=yes -s 1G kina-look; container volume delete kina-look',
  },
  {
    id: 'volume.in-use',
    text: 'A volume goes only when no container, running or stopped, refers to it.',
    check: 'container volume delete VOLUME-OF-A-NODE',
  },
  {
    id: 'image.shape',
    text: 'image list --format json and image inspect give {configuration, id, variants}, each variant with its digest, size, platform, labels and date.',
    check: 'container image list --format json',
  },
  {
    id: 'image.names',
    text: 'An image is found by the name that was typed; the list has it with docker.io/ or docker.io/library/ before it.',
    check: 'container image inspect alpine | grep \'"name"\'',
  },
  {
    id: 'image.load',
    text: 'image load --input FILE takes an OCI layout in a tar, with the names in its annotations, and refuses an archive without oci-layout.',
    check: 'container image save --platform linux/arm64 --output /tmp/kina-look.tar alpine && container image load --input /tmp/kina-look.tar',
  },
  {
    id: 'image.save',
    text: 'image save --platform linux/ARCH NAME… writes one OCI layout of all the images to standard output.',
    check: 'container image save --platform linux/arm64 alpine | tar -tf - | head -5',
  },
  {
    id: 'image.delete',
    text: 'image delete --force forgives images that are not there.',
    check: 'container image delete --force kina/no-such-image:v0; echo $?',
  },
  {
    id: 'build.command',
    text: 'build --file PATH --target STAGE --platform linux/ARCH --tag NAME DIRECTORY builds into the same store, and starts the builder when it does not run.',
    check: "mkdir -p /tmp/kina-look && printf 'FROM alpine\\n' > /tmp/kina-look/Containerfile && container build --file /tmp/kina-look/Containerfile --tag kina-look:v1 /tmp/kina-look",
  },
  {
    id: 'build.local-base',
    text: 'A base image that the store has is not asked for at a registry.',
    check: "printf 'FROM kina-look:v1\\n' > /tmp/kina-look/Containerfile && container build --file /tmp/kina-look/Containerfile --tag kina-look:v2 /tmp/kina-look",
  },
  {
    id: 'build.headers',
    text: 'The Containerfile, labels and build arguments travel as HTTP headers: plain ASCII arrives, and a Containerfile from 16 KiB on is refused.',
    check: "container build --label 'a=b=c' --tag kina-look:v3 /tmp/kina-look && container image inspect kina-look:v3 | grep b=c",
  },
  {
    id: 'build.progress',
    text: 'build --progress plain writes its steps to standard error, and nothing but the tag to standard output.',
    check: 'container build --progress plain --tag kina-look:v4 /tmp/kina-look 2>/dev/null',
  },
]
