import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import type { Log } from '../runs/engine.ts'

const run = promisify(execFile)

/** A shell's start files may do anything. */
const PATIENCE_MS = 5000

/**
 * Takes over PATH from the user's login shell. A desktop starts its apps without it, so git, the project's
 * own tools and the agent's would not be found. Started from a terminal, PATH is as the user has it.
 */
export async function takeLoginPath(
  log: Log,
  at: Pick<NodeJS.Process, 'platform' | 'env'> = process,
): Promise<void> {
  const { SHELL: shell, TERM: terminal } = at.env
  if (at.platform === 'win32' || terminal !== undefined || shell === undefined) return
  // Start files may print, too.
  const mark = randomUUID()
  try {
    const { stdout } = await run(shell, ['-ilc', `printf '%s%s%s' ${mark} "$PATH" ${mark}`], {
      timeout: PATIENCE_MS,
      env: { ...at.env, DISABLE_AUTO_UPDATE: 'true' },
    })
    const path = stdout.split(mark)[1]
    if (path !== undefined && path !== '') at.env.PATH = path
  } catch (error) {
    log('warn', 'the PATH of the login shell could not be read', { shell, error: String(error) })
  }
}
