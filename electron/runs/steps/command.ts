import { v7 as uuidv7 } from 'uuid'
import { runShellLine, type ShellResult } from '../../process/shell-line.ts'
import { requireWorktree, type StepContext } from '../step.ts'

/** Runs one of the project's own shell lines in the worktree, its output going to the log. */
export async function runProjectCommand(
  { engine, row, log, signal }: StepContext,
  command: 'setup' | 'check',
  line: string,
): Promise<ShellResult> {
  const commandId = uuidv7()
  log.add({ kind: 'command_start', command, line, commandId })
  const result = await runShellLine({
    line,
    cwd: requireWorktree(row.worktree_path),
    hostId: engine.hostId,
    signal,
    onOutput: (text) => log.add({ kind: 'command_output', commandId, text }),
  })
  log.add({ kind: 'command_end', commandId, exitCode: result.exitCode, ms: result.ms })
  return result
}
