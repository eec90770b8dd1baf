import type {Writable} from 'node:stream'
import {styleText} from 'node:util'
import {DefaultRenderer, Listr, ListrDefaultRendererLogLevels as Level, ListrLogger, type ListrTask, ProcessOutput} from 'listr2'

/** One line of the board, from its beginning to its end. */
export interface Line {
  readonly title: string
  readonly ended: Promise<{readonly how: Ending; readonly remark?: string}>
  /** Only the first call counts. */
  end(how: Ending, remark?: string): void
  progress(text: string, before: string): void
  /** Gets the latest text at once, then every further one. */
  onProgress(listen: (text: string) => void): void
}

export type Ending = 'done' | 'failed' | 'info' | 'skipped' | 'stopped' | 'warn'

export interface TaskBoard {
  add(line: Line): void
  /** Resolves when everything is drawn. All lines must have ended. */
  close(): Promise<void>
}

/** A link of the list of lines; null where it ends. */
type Link = {readonly line: Line; readonly next: Promise<Link>} | null

/**
 * listr2 on a stream. listr2 wants its tasks up front, kina's steps come as they go: the board is a task without a title that waits for the
 * first line, and then becomes two tasks, that line and another one without a title that waits for the next. Titleless tasks are not drawn
 * and do not indent, and all run at the same time, so lines appear when they start.
 */
export function openTaskBoard(stream: Writable): TaskBoard {
  let {promise: first, resolve: append} = withResolver<Link>()
  const output = new ProcessOutput(stream as NodeJS.WriteStream, stream as NodeJS.WriteStream, {leaveEmptyLine: false})
  const board = new Listr([slot(first)], {
    concurrent: true,
    exitOnError: false,
    // listr2's listener would swallow the first Ctrl-C and end the process before kina has cleaned up.
    registerSignalListeners: false,
    renderer: Renderer,
    rendererOptions: {
      logger: new ListrLogger({useIcons: true, processOutput: output}),
      formatOutput: 'truncate',
      showErrorMessage: false,
      icon: {[Level.SKIPPED_WITH_COLLAPSE]: ''},
      color: COLORS,
    },
  })
  const run = board.run().catch(() => {})
  return {
    add(line) {
      const next = withResolver<Link>()
      append({line, next: next.promise})
      append = next.resolve
    },
    async close() {
      append(null)
      await run
    },
  }
}

type Task = ListrTask<unknown, typeof Renderer>

function slot(arrives: Promise<Link>): Task {
  return {
    async task(_, task) {
      const link = await arrives
      return link ? task.newListr([taskOf(link.line), slot(link.next)], {concurrent: true, exitOnError: false}) : undefined
    },
  }
}

function taskOf(line: Line): Task {
  return {
    title: line.title,
    async task(_, task) {
      line.onProgress((text) => (task.output = text))
      const {how, remark} = await line.ended
      const dim = remark === undefined ? '' : ` ${paint('dim', remark)}`
      if (how === 'failed' || how === 'stopped') {
        task.title = `${line.title}${paint('red', how === 'failed' ? ' failed' : ' stopped')}${dim}`
        throw new Error(how)
      }
      if (how === 'done') task.title = `${line.title}${dim}`
      else task.skip(`${MARKS[how]} ${line.title}${how === 'skipped' ? paint('dim', ' skipped:') : ''}${dim}`)
    },
  }
}

/**
 * The default renderer, with two changes. It asks whether standard *output* is a terminal; which stream is drawn on was decided before. And
 * it gives the stream back when the process ends without closing the board: what others wrote meanwhile would be lost, the cursor too.
 */
class Renderer extends DefaultRenderer {
  static override nonTTY = true

  override async render(): Promise<void> {
    await super.render()
    process.once('exit', this.finish)
    // Fires before the stack is printed; drawing after it would overwrite it.
    process.once('uncaughtExceptionMonitor', this.finish)
  }

  override end(): void {
    this.finish()
  }

  private readonly finish = (): void => {
    process.off('exit', this.finish)
    process.off('uncaughtExceptionMonitor', this.finish)
    super.end()
  }
}

/** What is neither done nor failed is drawn as a skipped task, with a mark of its own in place of the icon. */
const MARKS = {skipped: paint('yellow', '↓'), info: paint('blue', 'ℹ'), warn: paint('yellow', '⚠')}

const COLORS = {
  [Level.PENDING]: (text: string | undefined) => paint('yellow', text),
  [Level.COMPLETED]: (text: string | undefined) => paint('green', text),
  [Level.FAILED]: (text: string | undefined) => paint('red', text),
}

/** By default colours depend on standard output too. */
function paint(style: 'blue' | 'dim' | 'green' | 'red' | 'yellow', text = ''): string {
  return styleText(style, text, {validateStream: false})
}

function withResolver<T>(): {promise: Promise<T>; resolve: (value: T) => void} {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => (resolve = settle))
  return {promise, resolve}
}
