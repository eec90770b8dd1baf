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
}

export default hook
