import type {RegisterHook} from 'kina/plugin'

const hook: RegisterHook = ({register}) => {
  register.imageBuilder({
    ...{apiVersion: 1, name: 'podman', summary: 'Builds with podman build, into the image store of Podman'},
    load: async () => {
      const [{containerfileBuilder}, {podman}] = await Promise.all([import('./builder.js'), import('./tools/podman.js')])
      return containerfileBuilder(podman)
    },
  })
  register.imageBuilder({
    ...{apiVersion: 1, name: 'docker', summary: 'Builds with docker build, into the image store of Docker'},
    load: async () => {
      const [{containerfileBuilder}, {docker}] = await Promise.all([import('./builder.js'), import('./tools/docker.js')])
      return containerfileBuilder(docker)
    },
  })
  register.imageBuilder({
    ...{apiVersion: 1, name: 'apple', summary: "Builds with container build, into the image store of Apple's container"},
    load: async () => {
      const [{containerfileBuilder}, {apple}] = await Promise.all([import('./builder.js'), import('./tools/apple.js')])
      return containerfileBuilder(apple)
    },
  })
}

export default hook
