import { joinReports } from '#shared/combined-prompt.ts'
import { providerWait } from '#shared/provider-wait.ts'
import type { TurnOutcome } from '../../agents/runtime.ts'
import type { RequestRow } from '../request-records.ts'
import type { RunChange } from '../run-rows.ts'
import type { StepChange, StepContext, StepResult } from '../step.ts'
import { withdraw } from './asks.ts'
import { changesIfAny } from './changes.ts'
import type { WorkClock } from './clock.ts'
import { limitRequest } from './own-requests.ts'
import type { Reason } from './say.ts'

/** So many turns in a row may die with the agent's server before the run gives up. */
const MAX_INTERRUPTED = 5

/** A turn that is over. */
export interface EndedTurn {
  outcome: TurnOutcome
  clock: WorkClock
  /** The user has stopped it. */
  isStopped: boolean
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

/** What follows the end of a turn. */
export async function afterTurn(context: StepContext, turn: EndedTurn): Promise<StepResult> {
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
