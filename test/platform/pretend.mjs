// Loaded before all else, makes this process and those it starts believe that they run on another platform: node --import=file:///…/pretend.mjs?platform=darwin
// What only Linux has is not there then: /proc and /sys cannot be read, and programs of Linux alone cannot be started.
import childProcess from 'node:child_process'
import fs from 'node:fs'
import {createRequire, syncBuiltinESMExports} from 'node:module'

const LINUX_PROGRAMS = new Set(['setsid', 'ss', 'ip', 'apt-get', 'mmdebstrap', 'modprobe'])
const platform = new URL(import.meta.url).searchParams.get('platform') ?? process.platform
if (platform !== process.platform) pretend(platform)

function pretend(name) {
  // What transpiles the tests is a program of this machine, and looks for one of the other.
  process.env.ESBUILD_BINARY_PATH ??= createRequire(import.meta.url).resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`)
  const own = `--import=${import.meta.url}`
  if (!process.env.NODE_OPTIONS?.includes(own)) process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} ${own}`.trim()
  Object.defineProperty(process, 'platform', {value: name, enumerable: true, configurable: true})
  for (const method of ['access', 'lstat', 'open', 'readdir', 'readFile', 'readlink', 'realpath', 'stat']) {
    hide(fs.promises, method, (error) => Promise.reject(error))
    hide(fs, `${method}Sync`, (error) => {
      throw error
    })
    hide(fs, method, (error, args) => void process.nextTick(args.at(-1), error))
  }
  hide(fs, 'existsSync', () => false)
  const {spawn} = childProcess
  childProcess.spawn = (program, ...rest) => spawn(LINUX_PROGRAMS.has(program) ? `/nowhere/${program}` : program, ...rest)
  syncBuiltinESMExports()
}

/** Makes a method of a file system module find nothing below /proc and /sys. */
function hide(module, method, missing) {
  const original = module[method]
  module[method] = function (path, ...rest) {
    if (!/^\/(proc|sys)(\/|$)/.test(String(path))) return original.call(this, path, ...rest)
    return missing(Object.assign(new Error(`ENOENT: no such file or directory, ${method} '${path}'`), {code: 'ENOENT', syscall: method, path}), rest)
  }
  Object.assign(module[method], original)
}
