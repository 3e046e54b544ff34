import { AppError } from '#shared/errors.ts'
import {
  isSameWorker,
  keptChoice,
  type KeptChoice,
  NO_CHOICE,
  type Worker,
  type WorkerChoice,
  workerAfter,
  workerWords,
} from '#shared/worker.ts'
import type { Tx } from '../store/store.ts'
import type { Engine } from './engine.ts'
import { lastSeq } from './read-log.ts'
import type { RunChange, RunRow } from './run-rows.ts'

/** Who may be chosen to work, and what a change of who works writes. */
export class Workers {
  readonly #engine: Pick<Engine, 'store' | 'agents' | 'models' | 'messages'>

  constructor(engine: Pick<Engine, 'store' | 'agents' | 'models' | 'messages'>) {
    this.#engine = engine
  }

  /** A choice made with what is said next to a run: it comes after those that wait to be said. */
  async withNext(row: RunRow, choice: WorkerChoice): Promise<KeptChoice> {
    if (isEmpty(choice)) return NO_CHOICE
    let now: Worker = row
    for (const queued of await this.#engine.messages.queued(row.id)) now = workerAfter(now, queued)
    return this.#check(now, choice, row.worktree_path)
  }

  /**
   * Who begins where `now` would.
   *
   * @param directory whose agents can be chosen
   * @throws AppError as {@link withNext}
   */
  async instead(now: Worker, choice: WorkerChoice, directory: string | null): Promise<Worker> {
    if (isEmpty(choice)) return { model: now.model, agent: now.agent, variant: now.variant }
    return workerAfter(now, await this.#check(now, choice, directory))
  }

  /** @throws AppError MODEL_NOT_CONFIGURED `{model}`; BAD_REQUEST `{variant}`, `{agent}` for what there is not */
  async #check(now: Worker, choice: WorkerChoice, directory: string | null): Promise<KeptChoice> {
    const kept = keptChoice(now, choice)
    const { model, agent, variant } = workerAfter(now, kept)
    if (model !== now.model || variant !== now.variant) {
      const known = (await this.#engine.models()).find(({ id }) => id === model)
      // One that works here already need not be listed.
      if (known === undefined && model !== now.model)
        throw new AppError(
          'MODEL_NOT_CONFIGURED',
          `${model} is not among the models of your connected providers. Choose one of them, or connect its provider in Settings › Providers.`,
          { model },
        )
      if (variant !== null && variant !== now.variant && known?.variants.includes(variant) !== true)
        throw new AppError('BAD_REQUEST', `${model} has no variant “${variant}”. Choose another one.`, {
          variant,
        })
    }
    if (agent !== now.agent) {
      const agents = await this.#engine.agents.listAgents(directory)
      if (!agents.some(({ name }) => name === agent))
        throw new AppError('BAD_REQUEST', `There is no agent “${agent}” here. Choose another one.`, { agent })
    }
    return kept
  }
}

const isEmpty = ({ model, agent, variant }: WorkerChoice) =>
  model === undefined && agent === undefined && variant === undefined

/**
 * Has another worker go on with a run, in the transaction that says so: what was used until then stays that of who
 * has used it, and the log says who goes on.
 *
 * @returns what changes in the run's row
 */
export async function changeWorker(
  { store, records }: Pick<Engine, 'store' | 'records'>,
  tx: Tx,
  runId: string,
  choice: KeptChoice,
): Promise<RunChange> {
  const row = await records.row(runId, tx.db)
  const next = workerAfter(row, choice)
  if (isSameWorker(row, next)) return {}
  if (row.model !== next.model || row.agent !== next.agent) await keepShare(tx, store.newId(), row)
  const text = `From here on: ${workerWords(next)}. Before: ${workerWords(row)}.`
  const seq = (await lastSeq(tx.db, runId)) + 1
  const body = JSON.stringify({ level: 'info', text })
  await tx.db
    .insertInto('run_events')
    .values({ run_id: runId, seq, at: store.now(), kind: 'notice', body })
    .execute()
  return { model: next.model, agent: next.agent, variant: next.variant }
}

/** What a run has used since its worker changed last. */
async function keepShare(tx: Tx, id: string, row: RunRow): Promise<void> {
  const { fn } = tx.db
  const before = await tx.db
    .selectFrom('run_shares')
    .select([
      fn.sum<number | null>('input_tokens').as('input'),
      fn.sum<number | null>('output_tokens').as('output'),
      fn.sum<number | null>('cost').as('cost'),
      fn.sum<number | null>('worked_ms').as('worked'),
    ])
    .where('run_id', '=', row.id)
    .executeTakeFirstOrThrow()
  const share = {
    input_tokens: row.input_tokens - (before.input ?? 0),
    output_tokens: row.output_tokens - (before.output ?? 0),
    cost: row.cost - (before.cost ?? 0),
    worked_ms: row.worked_ms - (before.worked ?? 0),
  }
  if (Object.values(share).every((amount) => amount === 0)) return
  const { id: run_id, project_id, created_at, model, agent } = row
  await tx.db
    .insertInto('run_shares')
    .values({ id, run_id, project_id, created_at, model, agent, ...share })
    .execute()
}
