import { joinReports } from '#shared/combined-prompt.ts'
import { AppError } from '#shared/errors.ts'
import { providerWait } from '#shared/provider-wait.ts'
import type { AgentSession, TurnOutcome } from '../../agents/runtime.ts'
import { isDiskFull } from '../../process/disk-full.ts'
import type { RequestRow } from '../request-records.ts'
import type { RunChange, RunRow } from '../run-records.ts'
import { hasWorktree, requireWorktree, type StepChange, type StepContext, type StepResult } from '../step.ts'
import { withdraw } from './asks.ts'
import { WorkClock } from './clock.ts'
import { limitRequest, trustRequest } from './own-requests.ts'
import { beginConflict } from './resolve.ts'
import { nextMessage, type Reason, resumeText } from './say.ts'

/** So many turns in a row may die with the agent's server before the run gives up. */
const MAX_INTERRUPTED = 5

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
          : { text: row.message_text ?? row.prompt, reason }
      const message = nextMessage(context, add, withTask(task, said.text), said.reason)
      return { ...message, session_id: session.sessionId }
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

interface EndedTurn {
  outcome: TurnOutcome
  clock: WorkClock
  /** The user has stopped it. */
  isStopped: boolean
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
    outcome = await session.turn(messageId, text, {
      silentModelMs: silentModelMinutes * 60_000,
      maxRetryWaitMs: maxRetryWaitMinutes * 60_000,
    })
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

/** A turn that has ended asks nothing any more. */
const ended =
  ({ engine, row }: StepContext, change: RunChange): StepChange =>
  async (tx, add) => {
    await withdraw(engine, tx, add, await engine.requests.ofRun(tx.db, row.id, 'agent'))
    return change
  }

/** Nor does one that was stopped; but what the user has answered meanwhile the agent hears when it goes on. */
const stopped =
  ({ engine, row }: StepContext, change: RunChange): StepChange =>
  async (tx, add) => {
    const rows = await engine.requests.ofRun(tx.db, row.id, 'agent')
    const isOpen = ({ answer }: RequestRow) => answer === null
    await withdraw(engine, tx, add, rows.filter(isOpen))
    return change
  }

async function afterTurn(context: StepContext, turn: EndedTurn): Promise<StepResult> {
  const { outcome, clock, isStopped } = turn
  const worked = { worked_ms: clock.worked() }
  if (outcome.kind === 'aborted' && isStopped) {
    context.interrupted.times = 0
    // What the message became is asked again then: it may never have been said.
    return { kind: 'next', step: 'turn', change: stopped(context, worked) }
  }
  if (outcome.kind === 'aborted' && clock.isOver()) {
    const minutes = Math.round(context.row.limit_ms / 60_000)
    const request = limitRequest(`The agent has worked for ${minutes} minutes, the limit for one run.`)
    return { kind: 'wait', step: 'turn', request, change: ended(context, worked) }
  }
  switch (outcome.kind) {
    case 'completed': {
      context.interrupted.times = 0
      const changes = (await commitsNext(context)) ? {} : await changesIfAny(context)
      const { purpose, summary } = context.row
      const said = purpose === 'combined' ? joinReports(summary, outcome.text) : outcome.text
      const change = { ...worked, ...changes, summary: said || null, provider_waits: 0 }
      return { kind: 'next', step: 'check', change: ended(context, change) }
    }
    // Not aborted by us, or the signal would say so: a host that closed did it.
    case 'aborted':
    case 'interrupted': {
      context.interrupted.times += 1
      if (context.interrupted.times > MAX_INTERRUPTED) {
        const message = `The agent was interrupted ${context.interrupted.times} times in a row. Read the end of the log, then retry.`
        return { kind: 'fail', code: 'agent_error', message, change: worked }
      }
      context.log.add({ kind: 'notice', level: 'warning', text: 'The agent was interrupted and goes on.' })
      // What it asked stays open: it may ask again, and get the answer that was given meanwhile.
      return {
        kind: 'next',
        step: 'session',
        change: { ...worked, message_reason: 'resume' satisfies Reason },
      }
    }
    case 'rate_limited':
      return afterRateLimit(context, outcome, worked)
    case 'limit': {
      const request = limitRequest(outcome.message)
      return { kind: 'wait', step: 'turn', request, change: ended(context, worked) }
    }
    case 'failed':
      return { kind: 'fail', code: outcome.code, message: outcome.message, change: worked }
  }
}

/** The provider wants no requests for a while: the run goes on in the same session afterwards. */
async function afterRateLimit(
  context: StepContext,
  { waitMs, message }: Extract<TurnOutcome, { kind: 'rate_limited' }>,
  worked: RunChange,
): Promise<StepResult> {
  const { engine, row, log } = context
  await log.commit()
  const { output_tokens } = await engine.records.row(row.id)
  // A model that has answered in this turn has been waited for with success.
  const before = output_tokens > row.output_tokens ? 0 : row.provider_waits
  const wait = providerWait(waitMs, before, engine.settings.stored().maxRetryWaitMinutes * 60_000)
  if (wait === null) {
    const title =
      before === 0 ? message : `${endSentence(message)} It was waited for ${before} times in a row.`
    const change = ended(context, { ...worked, provider_waits: 0 })
    return { kind: 'wait', step: 'turn', request: limitRequest(title), change }
  }
  const text = `${endSentence(message)} The run waits ${inWords(wait)} and goes on then; others have its slot meanwhile.`
  log.add({ kind: 'notice', level: 'info', text })
  const reason = { message_reason: 'resume' satisfies Reason }
  const change = stopped(context, { ...worked, ...reason, provider_waits: before + 1 })
  return { kind: 'defer', step: 'session', waitMs: wait, change }
}

const endSentence = (text: string) => text.replace(/[.\s]*$/, '.')

function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  return ms < 90_000 ? `${Math.max(1, Math.round(ms / 1_000))} seconds` : `${minutes} minutes`
}

/** Whether nothing comes between this turn and the commit, which works out the changes itself. */
async function commitsNext({ engine, row }: StepContext): Promise<boolean> {
  const { checkCommand } = await engine.projects.get(row.project_id)
  return checkCommand === null && !(await engine.messages.hasQueued(row.id))
}

/** They are only told: what keeps them from being read is for the commit to say, which can be tried again. */
export async function changesIfAny(context: StepContext): Promise<{ changes?: string }> {
  try {
    return await changesOf(context)
  } catch (error) {
    if (!(error instanceof AppError) || isDiskFull(error)) throw error
    const { engine, row } = context
    engine.log('warn', 'the changes of a run could not be read', { runId: row.id, error: error.message })
    return {}
  }
}

/** Size of everything since the base, committed or not. */
async function changesOf({ engine, row }: StepContext): Promise<{ changes?: string }> {
  if (row.base_commit === null) return {}
  const worktree = await requireWorktree(row.worktree_path)
  const project = await engine.projects.get(row.project_id)
  const { commit } = await engine.git.snapshotWorktree({ worktree, message: 'snapshot' })
  const stat = await engine.git.diffStat({ repo: project.repoPath, from: row.base_commit, to: commit })
  return { changes: JSON.stringify(stat) }
}
