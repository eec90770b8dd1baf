import {ACCESS} from './access.js'
import type {Known} from './assumption.js'
import {MACHINES} from './machines.js'
import {TOOL} from './tool.js'

/** Everything this runtime relies on, in the order of its documentation. */
export const ASSUMPTIONS: readonly Known[] = [...TOOL, ...MACHINES, ...ACCESS]
