import { accessSync, constants } from 'node:fs'
import { userInfo } from 'node:os'
import { userEnvironment } from '../process/environment.ts'

/** The user's login shell; `/bin/sh` where they have none that can be started. */
export function userShell(environment: NodeJS.ProcessEnv = process.env): { file: string; args: string[] } {
  if (process.platform === 'win32') return { file: environment.COMSPEC ?? 'cmd.exe', args: [] }
  const wanted = [environment.SHELL, accountShell()].find((file) => file !== undefined && canRun(file))
  // macOS gives what a desktop starts no environment of the user's; their terminals begin as a login.
  return { file: wanted ?? '/bin/sh', args: process.platform === 'darwin' ? ['-l'] : [] }
}

function accountShell(): string | undefined {
  try {
    return userInfo().shell ?? undefined
  } catch {
    // An account without an entry, as containers have them.
    return undefined
  }
}

function canRun(file: string): boolean {
  // No shell that lets nobody in.
  if (!file.startsWith('/') || /\/(?:nologin|false)$/.test(file)) return false
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** What would tell a program that it sits in another terminal than ours. */
const OTHER_TERMINALS =
  /^(?:TMUX|TMUX_PANE|STY|WINDOW|WINDOWID|TERMCAP|COLUMNS|LINES|TERM_PROGRAM|TERM_PROGRAM_VERSION|VTE_VERSION|ITERM_\w+|NO_COLOR|FORCE_COLOR)$/

/** The user's environment for a terminal of ours: nothing that is meant for us, and no word of the terminal we are in. */
export function terminalEnvironment(hostId: string, parent?: NodeJS.ProcessEnv): Record<string, string> {
  const own = Object.entries(userEnvironment(hostId, parent)).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !OTHER_TERMINALS.test(entry[0]),
  )
  return { ...Object.fromEntries(own), COLORTERM: 'truecolor', TERM_PROGRAM: 'OpenLinear' }
}
