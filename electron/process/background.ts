import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** How far background work stands back: beside something that wants all of a processor, about a tenth is left for it. */
export const BACKGROUND_PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL

/**
 * Whether background work is given a session of its own. Linux may share the processor out among sessions first
 * (“autogroup”); a program's own priority then says nothing to those of other sessions, but its session has one, too.
 */
export const OWN_SESSION = process.platform === 'linux'

/** It lowers the priority before the program begins: afterwards it would be too late for what that starts at once. */
export const NICE = '/usr/bin/nice'

/** Linux takes a session's priority from ordinary users every tenth of a second only. */
const TRIES = 5
const WAIT_MS = 150

/**
 * Starts a program in a session of its own that stands back, with all that it will start, behind what people use
 * meanwhile. Where nothing else wants the processor it is as fast as ever. What the system refuses of that stays as it
 * is, since the work is done either way.
 */
export function spawnInBackground(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
) {
  const isNice = existsSync(NICE)
  const child = spawn(isNice ? NICE : file, isNice ? ['-n', `${BACKGROUND_PRIORITY}`, file, ...args] : args, {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) {
    if (!isNice) lower(child.pid)
    if (OWN_SESSION) void setSessionPriority(child.pid, () => BACKGROUND_PRIORITY)
  }
  return child
}

function lower(pid: number): void {
  try {
    setPriority(pid, BACKGROUND_PRIORITY)
  } catch {
    // It has ended already, or is so low that this would raise it.
  }
}

/**
 * Gives the session of a program its share of the processor, where Linux knows such a thing.
 *
 * @param wanted is asked before each try; null = none any more
 */
export async function setSessionPriority(pid: number, wanted: () => number | null): Promise<void> {
  for (let left = TRIES; left > 0; left -= 1) {
    const priority = wanted()
    if (priority === null) return
    try {
      await writeFile(`/proc/${pid}/autogroup`, `${priority}`)
      return
    } catch (error) {
      // This system has no such thing, or the program has ended.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
    }
    await delay(WAIT_MS, undefined, { ref: false })
  }
}
