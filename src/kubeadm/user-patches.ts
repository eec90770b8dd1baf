import {applyPatch, type Operation} from 'rfc6902'
import {parse} from 'yaml'
import type {KubeadmPatches} from '../contract/index.js'

/** One kubeadm document. */
export type Document = Record<string, unknown> & {readonly apiVersion: string; readonly kind: string}

/** The document with the user's patches for its kind applied: the cluster's first, then the node's; merge patches before JSON patches. */
export function applyPatches(document: Document, ...levels: readonly KubeadmPatches[]): Document {
  const result = structuredClone(document)
  for (const {merge} of levels) {
    for (const patch of merge.map((text) => parse(text) as Document)) if (concerns(patch, result)) mergeInto(result, patch)
  }
  for (const {json6902} of levels) {
    for (const patch of json6902.filter((p) => p.kind === result.kind)) applyPatch(result, parse(patch.patch) as Operation[])
  }
  return result
}

/** The group has to agree when it is given; the version does not, because kina chooses it by the Kubernetes version. */
function concerns(patch: Document, document: Document): boolean {
  if (patch.kind !== document.kind) return false
  return patch.apiVersion === undefined || patch.apiVersion.split('/')[0] === document.apiVersion.split('/')[0]
}

/** A JSON merge patch (RFC 7386), except that `apiVersion` and `kind` only select. */
function mergeInto(target: Record<string, unknown>, patch: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(patch)) {
    if (key === 'apiVersion' || key === 'kind') continue
    if (value === null) delete target[key]
    else if (isMapping(value)) mergeInto((target[key] = isMapping(target[key]) ? target[key] : {}) as Record<string, unknown>, value)
    else target[key] = value
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
