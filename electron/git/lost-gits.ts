import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { carries, endMarked } from '../process/leftovers.ts'
import { signalGroup } from './process-parts.ts'

/** A git that somebody else has started, who does not see to it any more. */
export interface LostGit {
  /** Of the process that leads its group; null = none was told of. */
  pid: number | null
  /** Found in the environment of all that it starts, as {@link CALL_VARIABLE}. */
  mark: string
}

/** Marks what one call of git has started. */
export const CALL_VARIABLE = 'OPENLINEAR_GIT_CALL'

const KILL_AFTER_MS = 2_000
const POLL_MS = 25
/** How long a host that goes waits for gits to put away their locks. */
const PARTING_MS = 500

/** Ends a git with all that it has started, and waits until they are gone. */
export const endLost = (git: LostGit): Promise<void> =>
  process.platform === 'linux' ? endByMark(git) : endByPid(git)

async function endByMark({ pid, mark }: LostGit): Promise<void> {
  // One that lives now keeps its pid until this process ends: whoever has started it is not there to clear it away.
  const isItself = pid !== null && (await carries(pid, CALL_VARIABLE, mark))
  // It gives up on what the system cannot end yet; nobody may take that for gone.
  while ((await endMarked(CALL_VARIABLE, mark)) > 0);
  // What has taken the mark off.
  if (isItself) signalGroup(pid, 'SIGKILL')
}

/** Other systems do not show everybody's environment. */
async function endByPid({ pid }: LostGit): Promise<void> {
  if (pid === null) return
  if (process.platform === 'win32')
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true }, () => {
      // Gone already; else it is waited for below.
    })
  else signalGroup(pid, 'SIGTERM')
  for (const started = performance.now(); isThere(pid); await delay(POLL_MS))
    if (performance.now() - started > KILL_AFTER_MS && process.platform !== 'win32')
      signalGroup(pid, 'SIGKILL')
}

function isThere(pid: number): boolean {
  if (process.platform !== 'win32') return signalGroup(pid, 0)
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Ends gits at the end of this process, when nothing can be waited for but by standing still. */
export function endNow(gits: readonly LostGit[]): void {
  // Windows does it by itself.
  if (process.platform === 'win32') return
  const groups = gits.flatMap(({ pid }) => pid ?? [])
  const left = (signal: NodeJS.Signals | 0) => groups.filter((pid) => signalGroup(pid, signal)).length
  const clock = new Int32Array(new SharedArrayBuffer(4))
  const started = performance.now()
  for (let count = left('SIGTERM'); count > 0 && performance.now() - started < PARTING_MS; count = left(0))
    Atomics.wait(clock, 0, 0, POLL_MS)
  left('SIGKILL')
}
