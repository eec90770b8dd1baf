import type {Writable} from 'node:stream'
import {formatSeconds} from './duration.js'
import {onNode, type ReportEvent} from './events.js'
import {formatErrorJson} from './format-error.js'
import type {Reporter} from './step.js'
import type {Line, TaskBoard} from './task-board.js'

/**
 * Spinners for people: a line for each step, its latest progress below it while it runs, its time when it is done. Every step's last state
 * stays on the screen. listr2 is loaded at the first step, so that commands without one do not pay for it.
 */
export function terminalReporter(stream: Writable): Reporter {
  let board: Promise<TaskBoard> | undefined
  const lines = new Map<string, Line>()
  const errors: string[] = []

  const add = (title: string): Line => {
    const line = newLine(title)
    board ??= import('./task-board.js').then(({openTaskBoard}) => openTaskBoard(stream))
    // A board that cannot be opened shows nothing; it must not bring the command down.
    board.then((opened) => opened.add(line), () => {})
    return line
  }

  function show(event: ReportEvent): void {
    switch (event.type) {
      case 'step-started':
        lines.set(event.id, add(event.title))
        break
      case 'step-progress':
        lines.get(event.id)?.progress(event.text, onNode(event))
        break
      case 'step-done':
        lines.get(event.id)?.end('done', formatSeconds(event.seconds))
        break
      case 'step-failed':
        lines.get(event.id)?.end('failed', formatSeconds(event.seconds))
        break
      case 'step-skipped':
        add(event.title).end('skipped', event.reason)
        break
      case 'note':
        add(event.text).end(event.level)
        break
      case 'error':
        errors.push(formatErrorJson(event.error))
        break
      case 'result':
    }
  }

  return {
    emit: show,
    async close() {
      // A step nobody ended, after an error that went past it, would keep the board open for ever.
      for (const line of lines.values()) line.end('stopped')
      await board?.then((opened) => opened.close()).catch(() => {})
      for (const error of errors) stream.write(`\n${error}`)
    },
  }
}

/** Events may come before the board has been loaded: the line remembers, and tells whoever draws it. */
function newLine(title: string): Line {
  let resolve: Line['end'] = () => {}
  let listener: ((text: string) => void) | undefined
  let latest: string | undefined
  const ended = new Promise<{how: Parameters<Line['end']>[0]; remark?: string}>((settle) => {
    resolve = (how, remark) => settle({how, ...(remark !== undefined && {remark})})
  })
  return {
    title,
    ended,
    end: resolve,
    progress(text, before) {
      latest = before + (text.trim().split('\n').at(-1) ?? '')
      listener?.(latest)
    },
    onProgress(listen) {
      listener = listen
      if (latest !== undefined) listen(latest)
    },
  }
}
