import { v7 as uuidv7 } from 'uuid'
import { runShellLine, type ShellResult } from '../../process/shell-line.ts'
import { requireWorktree, type StepContext } from '../step.ts'

/** So many characters of a command's output are logged as they come; of what follows only the end. */
const LOGGED = 2_000_000

/** Runs one of the project's own shell lines in the worktree, its output going to the log. */
export async function runProjectCommand(
  { engine, row, log, signal }: StepContext,
  command: 'setup' | 'check',
  line: string,
): Promise<ShellResult> {
  const cwd = await requireWorktree(row.worktree_path)
  const commandId = uuidv7()
  let logged = 0
  log.add({ kind: 'command_start', command, line, commandId })
  const result = await runShellLine({
    line,
    cwd,
    hostId: engine.hostId,
    signal,
    onOutput(text) {
      if (logged < LOGGED) log.add({ kind: 'command_output', commandId, text })
      logged += text.length
    },
  })
  if (logged >= LOGGED) {
    log.add({ kind: 'command_output', commandId, text: `\n[… left out …]\n${result.tail}` })
  }
  log.add({ kind: 'command_end', commandId, exitCode: result.exitCode, ms: result.ms })
  return result
}
