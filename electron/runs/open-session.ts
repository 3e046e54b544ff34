import { AppError } from '#shared/errors.ts'
import type { AgentSession } from '../agents/runtime.ts'
import { isDiskFull } from '../process/disk-full.ts'
import type { Engine } from './engine.ts'
import { readWholeLog } from './read-log.ts'
import type { RunLog } from './run-log.ts'
import type { RunRow } from './run-rows.ts'
import { requireWorktree } from './step.ts'
import type { AskDesk } from './steps/asks.ts'
import { readingOnly } from './steps/brainstorm.ts'

/**
 * Opens the agent's session in the run's worktree, with what the user allows there now.
 *
 * @throws AppError UNAVAILABLE when the agent cannot be started
 */
export async function openSession(
  engine: Engine,
  row: RunRow,
  log: RunLog,
  desk: AskDesk,
): Promise<AgentSession> {
  const directory = await requireWorktree(row.worktree_path)
  const task = await engine.tasks.get(row.task_id)
  const { permissions } = await engine.projects.get(row.project_id)
  const grants = await engine.grants.list(row.project_id)
  await log.commit()
  const history = await historyOf(engine, row)
  try {
    return await engine.agents.openSession({
      directory,
      key: row.id,
      title: row.purpose === 'combined' ? headingOf(row.prompt) : `${task.identifier} ${task.title}`,
      model: row.model,
      agent: row.agent,
      variant: row.variant,
      permissions: row.is_brainstorm === 1 ? readingOnly(permissions) : permissions,
      grants: grants.map(({ permission, pattern }) => ({ permission, pattern })),
      sessionId: row.session_id,
      history,
      report: (items) => log.add(...items),
      onAsks: (asks) => desk.hear(asks),
    })
  } catch (cause) {
    if (cause instanceof AppError || isDiskFull(cause)) throw cause
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('UNAVAILABLE', `The agent could not be started: ${said}`, null, { cause })
  }
}

/** A combined run is called as its prompt. */
const headingOf = (prompt: string) => (prompt.split('\n', 1)[0] ?? '').replace(/^#+\s*/, '')

/** A send-back goes on in the session of earlier runs: what their logs hold is not told again. */
async function historyOf(engine: Engine, row: RunRow) {
  if (row.session_id === null) return readWholeLog(engine.store, row.id)
  const runs = await engine.store.db
    .selectFrom('runs')
    .select('id')
    .where('task_id', '=', row.task_id)
    .where('session_id', '=', row.session_id)
    .orderBy('attempt')
    .execute()
  const logs = await Promise.all(runs.map((run) => readWholeLog(engine.store, run.id)))
  return logs.flat()
}
