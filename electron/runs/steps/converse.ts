import { RESUME_PROMPT } from '#shared/prompt.ts'
import type { AgentSession, TurnLimits, TurnOutcome } from '../../agents/runtime.ts'
import type { RunChange, RunRow } from '../run-records.ts'
import { requireWorktree, type StepContext, type StepResult } from '../step.ts'

/** How often the time worked is written down, so that a crash forgets little of it. */
const WORKED_EVERY_MS = 10_000
/** So many turns in a row may die with the agent's server before the run gives up. */
const MAX_INTERRUPTED = 5

/** Opens the agent's session and writes down what will be said first, before it is said. */
export async function sessionStep(context: StepContext): Promise<StepResult> {
  const { engine, row, journal } = context
  const { name } = engine.agents.health()
  await journal({ last_action: `Starting ${name}` }, { type: 'stage', stage: 'running' })
  const session = await context.session()
  const said = row.message_text ?? row.prompt
  const text = isLost(row, session) ? await withTask(context, said) : said
  const message = nextMessage(context, text, row.message_reason ?? 'task')
  return { kind: 'next', step: 'turn', change: { ...message, session_id: session.sessionId } }
}

/** The agent no longer knows the session of the work so far and has made a new one. */
const isLost = (row: RunRow, session: AgentSession) =>
  row.session_id !== null && row.session_id !== session.sessionId

/** For a session that has not heard of the task: says it first. */
async function withTask({ engine, row }: StepContext, text: string): Promise<string> {
  const first = await engine.store.db
    .selectFrom('runs')
    .select('prompt')
    .where('task_id', '=', row.task_id)
    .where('session_id', '=', row.session_id)
    .orderBy('attempt')
    .executeTakeFirst()
  const task = first?.prompt ?? row.prompt
  return text.startsWith(task) ? text : `${task}\n\n${text}`
}

type Reason = 'task' | 'fix' | 'send_back' | 'resume'

/** What is said next, under an id of its own: the journal's key to saying it once. */
export function nextMessage({ engine, log }: StepContext, text: string, reason: string): RunChange {
  const messageId = engine.agents.newMessageId()
  log.add({ kind: 'prompt', messageId, reason: reason as Reason, text })
  return { message_id: messageId, message_text: text, message_reason: reason }
}

/** Says the recorded message, or finds out what became of it, and waits for the agent to finish. */
export async function turnStep(context: StepContext): Promise<StepResult> {
  const { engine, row, signal, journal } = context
  if (row.message_id === null || row.message_text === null)
    throw new Error(`run ${row.id} has nothing to say`)
  if (row.stage !== 'running') await journal({}, { type: 'stage', stage: 'running' })
  const session = await context.session()
  if (isLost(row, session)) {
    const text = await withTask(context, row.message_text)
    const message = nextMessage(context, text, row.message_reason ?? 'task')
    return { kind: 'next', step: 'turn', change: { ...message, session_id: session.sessionId } }
  }

  const settings = engine.settings.stored()
  const limits: TurnLimits = {
    silentModelMs: settings.silentModelMinutes * 60_000,
    maxRetryWaitMs: settings.maxRetryWaitMinutes * 60_000,
  }
  const clock = new WorkClock(row.worked_ms, row.limit_ms, (worked_ms) => journal({ worked_ms }))
  const abort = () => {
    session.abort().catch((error: unknown) => {
      engine.log('warn', 'a session could not be aborted', { runId: row.id, error: String(error) })
    })
  }
  const stop = clock.start(abort)
  signal.addEventListener('abort', abort)
  let outcome: TurnOutcome
  try {
    signal.throwIfAborted()
    outcome = await session.turn(row.message_id, row.message_text, limits)
  } finally {
    stop()
    signal.removeEventListener('abort', abort)
  }
  if (signal.aborted) await journal({ worked_ms: clock.worked() })
  signal.throwIfAborted()
  return afterTurn(context, outcome, clock)
}

async function afterTurn(context: StepContext, outcome: TurnOutcome, clock: WorkClock): Promise<StepResult> {
  const worked = { worked_ms: clock.worked() }
  if (outcome.kind === 'aborted' && clock.isOver()) {
    const minutes = Math.round(context.row.limit_ms / 60_000)
    return pause(`The agent has worked for ${minutes} minutes, the limit for one run.`, worked)
  }
  switch (outcome.kind) {
    case 'completed': {
      context.interrupted.times = 0
      const changes = await changesOf(context)
      return { kind: 'next', step: 'check', change: { ...worked, ...changes, summary: outcome.text || null } }
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
      return {
        kind: 'next',
        step: 'turn',
        change: { ...worked, ...nextMessage(context, RESUME_PROMPT, 'resume') },
      }
    }
    case 'limit':
      return pause(outcome.message, worked)
    case 'failed':
      return { kind: 'fail', code: outcome.code, message: outcome.message, change: worked }
  }
}

/** The session is kept: Continue goes on in it. */
const pause = (title: string, change: RunChange): StepResult => ({
  kind: 'wait',
  step: 'turn',
  waiting: {
    kind: 'limit',
    title,
    choices: [
      { id: 'continue', label: 'Continue' },
      { id: 'finish', label: 'Take the work as it is' },
      { id: 'stop', label: 'Stop' },
    ],
  },
  change,
})

/** Size of everything since the base, committed or not. */
export async function changesOf({ engine, row }: StepContext): Promise<RunChange> {
  if (row.base_commit === null) return {}
  const worktree = await requireWorktree(row.worktree_path)
  const project = await engine.projects.get(row.project_id)
  const { commit } = await engine.git.snapshotWorktree({ worktree, message: 'snapshot' })
  const stat = await engine.git.diffStat({ repo: project.repoPath, from: row.base_commit, to: commit })
  return { changes: JSON.stringify(stat) }
}

/** Counts the time an agent works, over crashes and pauses, against the run's limit. */
class WorkClock {
  readonly #before: number
  readonly #limit: number
  readonly #save: (worked: number) => Promise<void>
  #startedAt = 0

  constructor(before: number, limit: number, save: (worked: number) => Promise<void>) {
    this.#before = before
    this.#limit = limit
    this.#save = save
  }

  /** Milliseconds. */
  worked(): number {
    return Math.round(this.#before + (performance.now() - this.#startedAt))
  }

  isOver(): boolean {
    return this.worked() >= this.#limit
  }

  start(onLimit: () => void): () => void {
    this.#startedAt = performance.now()
    const limit = setTimeout(onLimit, Math.max(0, this.#limit - this.#before))
    const save = setInterval(() => {
      // Not written now is written ten seconds later; the end of the turn writes it in any case.
      this.#save(this.worked()).catch(() => {})
    }, WORKED_EVERY_MS)
    return () => {
      clearTimeout(limit)
      clearInterval(save)
    }
  }
}
