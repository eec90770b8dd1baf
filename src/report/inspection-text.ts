import type {Inspection} from '../image-inspect/inspect.js'
import {bytes} from './bytes.js'
import {table} from './table.js'

/** An inspected image: what names it, and its layers as a table. */
export function inspectionText({ref, runtime, id, tree, labels, layers}: Omit<Inspection, 'files' | 'sbom'>): string {
  const told = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  const facts = [['image', ref], ['runtime', runtime], ['id', id], ['tree', tree], ...told]
  const width = Math.max(...facts.map(([name = '']) => name.length))
  const rows = layers.map(({digest, size, files}) => [digest.slice(0, 'sha256:'.length + 12), bytes(size), String(files)])
  return [...facts.map(([name = '', value]) => `${name.padEnd(width)}  ${value}`), '', table(['LAYER', 'SIZE', 'FILES'], rows)].join('\n')
}
