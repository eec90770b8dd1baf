import {join} from 'node:path'
import type {Mac} from './store.ts'

/** Where the service keeps its data, with the slash at the end that the tool prints. */
export function appRoot({directory}: Mac): string {
  return `${join(directory, 'Library/Application Support/com.apple.container')}/`
}

export function kernelsOf(mac: Mac): string {
  return join(appRoot(mac), 'kernels')
}

/** A link to the kernel that new containers get. Emulated Macs are Apple silicon, whatever stands behind. */
export function defaultKernel(mac: Mac): string {
  return join(kernelsOf(mac), 'default.kernel-arm64')
}
