import type { AgentSession, TurnOutcome } from '../../agents/runtime.ts'
import { hasWorktree } from '../../git/git.ts'
import type { RunRow } from '../run-rows.ts'
import { requireWorktree, type StepContext, type StepResult } from '../step.ts'
import { afterTurn, type EndedTurn } from './after-turn.ts'
import { WorkClock } from './clock.ts'
import { trustRequest } from './own-requests.ts'
import { beginConflict } from './resolve.ts'
import { nextMessage, type Reason, resumeText } from './say.ts'

/** Opens the agent's session and writes down what will be said first, before it is said. */
export async function sessionStep(context: StepContext): Promise<StepResult> {
  const { engine, row, journal } = context
  if (row.session_id === null && row.purpose === 'resolve') {
    const resolved = await beginConflict(context)
    if (resolved !== null) return resolved
  } else if (row.session_id === null && row.worktree_path !== null) {
    // Deleted while the run stood in line: nobody has worked in it.
    if (!(await hasWorktree(row.worktree_path))) return { kind: 'next', step: 'worktree' }
    // The agent's work would be paid for, and there were nowhere to commit it.
    await engine.git.requireRepository(await engine.projects.repoPath(row.project_id))
  }
  const distrust = await waitForTrust(context, 'session')
  if (distrust !== null) return distrust
  const lastAction = `Starting ${engine.agents.name}`
  await journal({ last_action: lastAction }, { type: 'stage', stage: 'running' })
  const session = await context.session()
  const task = isLost(row, session) ? await taskOf(context) : null
  const reason = (row.message_reason ?? 'task') as Reason
  return {
    kind: 'next',
    step: 'turn',
    async change(tx, add) {
      const said =
        reason === 'resume'
          ? await resumeText(context, row, tx, add)
          : { text: row.message_text ?? row.prompt, reason, worker: {} }
      const message = nextMessage(context, add, withTask(task, said.text), said.reason)
      return { ...said.worker, ...message, session_id: session.sessionId }
    },
  }
}

/** The agent no longer knows the session of the work so far and has made a new one. */
const isLost = (row: RunRow, session: AgentSession) =>
  row.session_id !== null && row.session_id !== session.sessionId

/** What the run's session was first told. */
async function taskOf({ engine, row }: StepContext): Promise<string> {
  const first = await engine.store.db
    .selectFrom('runs')
    .select('prompt')
    .where('task_id', '=', row.task_id)
    .where('session_id', '=', row.session_id)
    .orderBy('attempt')
    .executeTakeFirst()
  return first?.prompt ?? row.prompt
}

/** For a session that has not heard of the task: says it first. */
const withTask = (task: string | null, text: string) =>
  task === null || text.startsWith(task) ? text : `${task}\n\n${text}`

/** The agent's program would run or obey what stands in the worktree as soon as it is opened there. */
async function waitForTrust(
  { engine, row }: StepContext,
  step: 'session' | 'turn',
): Promise<StepResult | null> {
  const worktree = await requireWorktree(row.worktree_path)
  const content = await engine.trust.untrusted(row.project_id, worktree)
  if (content === null) return null
  // It was loaded with other content, or shall not be by what stands there now.
  if (row.session_id === null) engine.agents.letGo(worktree)
  return { kind: 'wait', step, request: trustRequest(engine.agents.name, content) }
}

/** Says the recorded message, or finds out what became of it, and waits for the agent to finish. */
export async function turnStep(context: StepContext): Promise<StepResult> {
  const { row, journal } = context
  if (row.message_id === null || row.message_text === null)
    throw new Error(`run ${row.id} has nothing to say`)
  const distrust = await waitForTrust(context, 'turn')
  if (distrust !== null) return distrust
  if (row.stage !== 'running') await journal({}, { type: 'stage', stage: 'running' })
  const session = await context.session()
  if (isLost(row, session)) {
    const text = withTask(await taskOf(context), row.message_text)
    const reason = (row.message_reason ?? 'task') as Reason
    return {
      kind: 'next',
      step: 'turn',
      async change(_tx, add) {
        return { ...nextMessage(context, add, text, reason), session_id: session.sessionId }
      },
    }
  }
  const turn = await converse(context, session, row.message_id, row.message_text)
  return turn === null ? { kind: 'next', step: 'turn' } : afterTurn(context, turn)
}

/** Carries out one turn. @returns null when the user stopped it before it began */
async function converse(
  context: StepContext,
  session: AgentSession,
  messageId: string,
  text: string,
): Promise<EndedTurn | null> {
  const { engine, row, signal, journal, desk, brake } = context
  const { silentModelMinutes, maxRetryWaitMinutes } = engine.settings.stored()
  // Those that the recorded text names, and so the same after a crash.
  const files = await engine.attachments.filesOf(text)
  const clock = new WorkClock(row.worked_ms, row.limit_ms, async (worked_ms) => {
    await journal({ worked_ms })
    context.spent()
  })
  const broken: unknown[] = []
  let isStopped = false
  let outcome: TurnOutcome
  const abort = () => {
    // The asks that vanish with the turn are not for the desk to judge: why it ends counts.
    Promise.all([desk.close(), session.abort()]).catch((error: unknown) => {
      engine.log('warn', 'a session could not be aborted', { runId: row.id, error: String(error) })
    })
  }
  const letGo = brake.listen(() => {
    isStopped = true
    abort()
  })
  signal.addEventListener('abort', abort)
  const freeLog = context.log.onStuck((error) => {
    broken.push(error)
    abort()
  })
  try {
    await desk.open({
      session,
      onWork: (works) => clock.run(works),
      onError(error) {
        broken.push(error)
        abort()
      },
    })
    // Or it was asked for before the brake was there to be pulled.
    isStopped ||= await mustStop(context)
    // From here to the turn nothing is awaited: what comes now ends the turn.
    signal.throwIfAborted()
    if (isStopped) return null
    clock.start(abort)
    const limits = {
      silentModelMs: silentModelMinutes * 60_000,
      maxRetryWaitMs: maxRetryWaitMinutes * 60_000,
    }
    outcome = await session.turn(messageId, text, limits, files)
  } finally {
    letGo()
    freeLog()
    signal.removeEventListener('abort', abort)
    clock.stop()
    await desk.close()
  }
  if (signal.aborted) await journal({ worked_ms: clock.worked() })
  signal.throwIfAborted()
  if (broken.length > 0 && outcome.kind === 'aborted') throw broken[0]
  return { outcome, clock, isStopped }
}

/** The user wants a pause, or a budget was used up in this moment. */
async function mustStop({ engine, row }: StepContext): Promise<boolean> {
  const now = await engine.records.row(row.id)
  return now.pause_requested_at !== null || (await engine.budgets.stopping(now)) !== null
}
