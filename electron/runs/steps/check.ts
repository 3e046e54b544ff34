import { tellingLines } from '#shared/check-output.ts'
import { settingsFor } from '#shared/project-settings.ts'
import { buildFixPrompt } from '#shared/prompt.ts'
import type { Run } from '#shared/runs.ts'
import type { ShellResult } from '../../process/shell-line.ts'
import type { RunRow } from '../run-rows.ts'
import { menderFor } from '../mender.ts'
import { changeWorker } from '../workers.ts'
import { runProjectCommand } from './command.ts'
import { isReadOnly } from './read-only.ts'
import { askIfUnresolved } from './resolve.ts'
import { nextMessage, sayQueued } from './say.ts'
import { describeExit, type StepContext, type StepResult } from '../step.ts'

/** Runs the project's check; what it finds goes back to the agent as often as the settings allow. */
export async function checkStep(context: StepContext): Promise<StepResult> {
  const words = await sayQueued(context)
  if (words !== null) return words
  const { engine, row, journal } = context
  const project = await engine.projects.get(row.project_id)
  if (row.purpose === 'resolve') {
    const left = await askIfUnresolved(context)
    if (left !== null) return left
  }
  let command = project.checkCommand
  if (command === null) return { kind: 'next', step: 'commit' }
  // What it has not changed it need not mend.
  if (!hasChanges(row) && (await isReadOnly(context))) return { kind: 'next', step: 'commit' }

  await journal({}, { type: 'stage', stage: 'checking' })
  let result = await setUpForBoth(context, project.setupCommand)
  if (result === null || result.exitCode === 0) result = await runProjectCommand(context, 'check', command)
  else command = project.setupCommand ?? command
  if (result.exitCode === 0) {
    return { kind: 'next', step: 'commit', change: { check_passed: 1 } }
  }
  const agent = await menderFor(engine, row.agent, row.worktree_path)
  if (agent !== null && row.fix_attempts < settingsFor(engine.settings.stored(), project).maxFixAttempts) {
    const prompt = buildFixPrompt(command, result.exitCode, result.tail)
    return {
      kind: 'next',
      step: 'turn',
      async change(tx, add) {
        const worker = await changeWorker(engine, tx, row.id, { model: null, agent, variant: null })
        const message = nextMessage(context, add, prompt, 'fix')
        return { ...worker, ...message, fix_attempts: row.fix_attempts + 1, check_passed: 0 }
      },
    }
  }
  const lines = tellingLines(result.tail)
  return {
    kind: 'fail',
    code: 'check_failed',
    message: `The check \`${command}\` ${describeExit(result.exitCode)}.${lines === '' ? '' : `\n\n${lines}`}`,
    change: { check_passed: 0 },
  }
}

/** What a merge brings together may need more than its worktree was set up for. */
async function setUpForBoth(context: StepContext, line: string | null): Promise<ShellResult | null> {
  const { purpose, check_passed } = context.row
  const isFirst = purpose === 'resolve' && check_passed === null
  return isFirst && line !== null ? runProjectCommand(context, 'setup', line) : null
}

const hasChanges = ({ changes }: RunRow) =>
  changes !== null && (JSON.parse(changes) as NonNullable<Run['changes']>).files > 0
