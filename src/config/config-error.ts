import {KinaError} from '../errors.js'
import {byPosition, formatProblem, type Problem} from './problem.js'

/** A config file that cannot be used, with everything that is wrong in it. */
export class ConfigError extends KinaError {
  /** At least one, by position; `--json` prints them. */
  readonly problems: readonly Problem[]

  /** `file` is what the user called the file. */
  constructor(file: string, problems: readonly Problem[]) {
    const sorted = problems.toSorted(byPosition)
    super({
      code: 'E_CONFIG_INVALID',
      message: `${file}: ${sorted.length} problem${sorted.length === 1 ? '' : 's'}`,
      detail: sorted.map(formatProblem).join('\n'),
      next: ['Nothing was created. Correct the file and run the command again.'],
      exit: 2,
    })
    this.problems = sorted
  }
}
