import {homedir} from 'node:os'
import {join} from 'node:path'
import {Command, type Interfaces} from '@oclif/core'
import type {App} from './app.js'
import {KinaError} from './errors.js'
import {interruptible} from './interrupt.js'
import {errorToJson, formatError} from './report/format-error.js'
import {openReport, type Report} from './report/open-report.js'
import {packageDefaults} from './package-defaults.js'
import {listen} from './plugin-guard/incidents.js'
import {problemText, type PluginProblem} from './plugin-guard/plugin-problem.js'
import {collectProviders} from './registry/collect.js'

/** What all commands share: one App, one report, errors as text or JSON, exit codes. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true

  /** Whether it has steps: with `--json` its events are a stream on standard error, which ends with the result or an error. */
  static streams = false

  private opened: Report | undefined
  private signal: AbortSignal | undefined

  /** Where steps and notes of this command appear. */
  protected async report(): Promise<Report> {
    this.opened ??= openReport({json: this.jsonEnabled(), stream: process.stderr, env: process.env})
    return this.opened
  }

  /** Everything the functions behind a command need; plugins are asked what they register. */
  protected async app(): Promise<App> {
    const {log} = await this.report()
    const [registry, defaults] = await Promise.all([collectProviders(this.config, {json: this.jsonEnabled()}), packageDefaults(this.config.root, process.platform)])
    this.signal = interruptible(log)
    const warn = (problem: PluginProblem) => log.warn(problemText(problem))
    registry.problems.forEach(warn)
    listen(warn)
    return {
      registry,
      defaults,
      env: process.env,
      home: homedir(),
      platform: process.platform,
      cacheRoot: this.config.cacheDir,
      stateRoot: join(this.config.dataDir, 'state'),
      packageRoot: this.config.root,
      signal: this.signal,
      log,
    }
  }

  /** Ends the report, so that what is printed next stands below it. */
  protected async settled(): Promise<void> {
    await this.opened?.close()
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    await this.opened?.close()
    if (error === undefined) await this.end({type: 'result', exit: Number(process.exitCode ?? 0)})
    await super.finally(error)
  }

  protected override async catch(thrown: Interfaces.CommandError): Promise<void> {
    await this.opened?.close()
    const error = this.causeOf(thrown)
    if (!(error instanceof KinaError) && error.oclif !== undefined && !this.jsonEnabled()) return super.catch(error)
    process.exitCode = exitOf(error)
    if (this.jsonEnabled()) {
      await this.end({type: 'error', exit: exitOf(error), error: errorToJson(error)})
      this.logJson(this.toErrorJson(error))
    } else process.stderr.write(formatError(error))
  }

  /** The last event comes before the document, so that who has the document has all events. */
  private async end(event: Parameters<Report['end']>[0]): Promise<void> {
    if (this.jsonEnabled() && (this.ctor as typeof BaseCommand).streams) (await this.report()).end(event)
  }

  /** What was under way when Ctrl-C came fails in its own words, such as a timer's; what counts is the interruption. */
  private causeOf(error: Interfaces.CommandError): Interfaces.CommandError {
    const {aborted, reason} = this.signal ?? {aborted: false, reason: undefined}
    return aborted && !(error instanceof KinaError && error.code === 'E_INTERRUPTED') ? (reason as KinaError) : error
  }

  protected override toErrorJson(error: unknown): unknown {
    const problems = (error as {problems?: unknown}).problems
    return {error: {...errorToJson(error), exit: exitOf(error), ...(Array.isArray(problems) && {problems})}}
  }
}

function exitOf(error: unknown): number {
  return error instanceof KinaError ? error.exit : ((error as Interfaces.CommandError).oclif?.exit ?? 1)
}
