import {attempts, type Attempt} from '../attempt.js'
import type {NetworkCheck} from '../check.js'
import {label, type Place} from '../place.js'
import {PORT} from '../programs.js'

/** Of every kubelet. */
const KUBELET_PORT = 10_250

/** Each node to each of the open pods: over TCP, and by an echo request. */
export const nodeToPod: NetworkCheck = {
  id: 'node-pod',
  title: 'node to pods, its own and others',
  look: ({nodes, here, away}) =>
    attempts(
      nodes.flatMap((from) => [here, ...away].flatMap((to) => [tcp(from, to), icmp(from, to)])),
      (said) => `${said.length} ways, TCP and ICMP`,
    ),
}

/** A pod of each node to each node: its kubelet, and by an echo request. */
export const podToNode: NetworkCheck = {
  id: 'pod-node',
  title: 'pod to nodes, its own and others',
  look: ({nodes, here, away}) =>
    attempts(
      [here, ...away].flatMap((from) => nodes.flatMap((to) => [kubelet(from, to), icmp(from, to)])),
      (said) => `${said.length} ways, TCP and ICMP`,
    ),
}

function tcp(from: Place, to: Place): Attempt {
  return {from, question: `tcp ${to.ip} ${PORT} /`, expected: new RegExp(`^${to.name} `), to: `${label(to)} at ${to.ip}`, flow: {protocol: 'tcp', address: to.ip, ports: [PORT], servers: [to]}}
}

function kubelet(from: Place, to: Place): Attempt {
  return {from, question: `open ${to.ip} ${KUBELET_PORT}`, to: `the kubelet of ${to.name} at ${to.ip}:${KUBELET_PORT}`, flow: {protocol: 'tcp', address: to.ip, ports: [KUBELET_PORT], servers: [to]}}
}

function icmp(from: Place, to: Place): Attempt {
  return {from, question: `icmp ${to.ip} 56`, to: `${label(to)} at ${to.ip}, ICMP`, flow: {protocol: 'icmp', address: to.ip, ports: [], servers: [to]}}
}
