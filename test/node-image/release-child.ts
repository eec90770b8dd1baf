// A process of its own that gets programs of releases into a cache: prints the directories, or the error as JSON.
import {componentDirectories} from '../../src/node-image/components.js'
import {nodeVersions} from '../../src/node-image/versions.js'
import {workshop} from './workshop-stub.js'

const [cacheRoot = '', mirror = '', ...names] = process.argv.slice(2)
const components = nodeVersions('v1.31.0').components.filter(({name}) => names.includes(name))

componentDirectories(components, 'release', workshop(cacheRoot, {}, {mirrors: {kubernetes: mirror, github: mirror}})).then(
  (directories) => console.log(JSON.stringify(Object.fromEntries(directories))),
  ({code, message, next}: {code?: string; message: string; next?: readonly string[]}) => console.log(JSON.stringify({code, message, next})),
)
