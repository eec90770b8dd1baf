import {newKind} from './kind/kind.ts'
import {kindestNode} from './kind/kindest-node.ts'
const kind = await newKind()
console.log(await kindestNode(kind, 'v1.37.2', 'kina/node:kindcompat'))
await kind.leave()
