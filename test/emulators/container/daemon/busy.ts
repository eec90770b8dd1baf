/** Whether the process that marked an object is still at it. */
export function isBusy(object: {readonly busy?: {readonly pid: number}}): boolean {
  return object.busy !== undefined && object.busy.pid !== process.pid && lives(object.busy.pid)
}

export function idle<T extends {readonly busy?: unknown}>(object: T): Omit<T, 'busy'> {
  const {busy: _, ...rest} = object
  return rest
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
