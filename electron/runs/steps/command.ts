import { v7 as uuidv7 } from 'uuid'
import { settingsFor } from '#shared/project-settings.ts'
import { runShellLine, type ShellResult } from '../../process/shell-line.ts'
import { requireWorktree, type StepContext, StepFailure } from '../step.ts'

/** So many characters of a command's output are logged as they come; of what follows only the end. */
const LOGGED = 2_000_000

/**
 * Runs one of the project's own shell lines in the worktree, its output going to the log.
 *
 * @throws StepFailure `timed_out` when it takes longer than a run may
 */
export async function runProjectCommand(
  { engine, row, log, signal }: Pick<StepContext, 'engine' | 'row' | 'log' | 'signal'>,
  command: 'setup' | 'check',
  line: string,
): Promise<ShellResult> {
  const cwd = await requireWorktree(row.worktree_path)
  const commandId = uuidv7()
  let logged = 0
  log.add({ kind: 'command_start', command, line, commandId })
  const project = await engine.projects.get(row.project_id)
  const minutes = settingsFor(engine.settings.stored(), project).totalLimitMinutes
  const limit = AbortSignal.timeout(minutes * 60_000)
  const started = performance.now()
  const result = await runShellLine({
    line,
    cwd,
    hostId: engine.hostId,
    signal: AbortSignal.any([signal, limit]),
    onOutput(text) {
      if (logged < LOGGED) log.add({ kind: 'command_output', commandId, text })
      logged += text.length
    },
  }).catch((error: unknown) => {
    if (signal.aborted || !limit.aborted) throw error
    log.add({ kind: 'command_end', commandId, exitCode: null, ms: Math.round(performance.now() - started) })
    throw new StepFailure(
      'timed_out',
      `The ${command} command \`${line}\` was ended after ${minutes} minutes, the limit for one run. Make it end by itself, or raise the limit in the settings, then retry.`,
    )
  })
  if (logged >= LOGGED) {
    log.add({ kind: 'command_output', commandId, text: `\n[… left out …]\n${result.tail}` })
  }
  log.add({ kind: 'command_end', commandId, exitCode: result.exitCode, ms: result.ms })
  return result
}
