import { AppError } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { AnswerRequest, Request, RequestAnswer } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import { type KeptChoice, NO_CHOICE } from '#shared/worker.ts'
import type { Tx } from '../store/store.ts'
import type { Cancelling } from './cancelling.ts'
import type { Engine, Step } from './engine.ts'
import { bodyIn, type RequestRow, toRequest } from './request-records.ts'
import { checkAnswer, type Subject } from './request-rules.ts'
import type { RunChange, RunRow } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'
import { changeWorker, type Workers } from './workers.ts'

/** What runs ask the user, and the user's answers. */
export class Requests {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #cancelling: Cancelling
  readonly #workers: Workers

  constructor(engine: Engine, parts: { scheduler: Scheduler; cancelling: Cancelling; workers: Workers }) {
    this.#engine = engine
    this.#scheduler = parts.scheduler
    this.#cancelling = parts.cancelling
    this.#workers = parts.workers
  }

  /** Oldest first. */
  async list(): Promise<{ items: Request[]; seq: number }> {
    const seq = await this.#engine.store.seq()
    return { items: (await this.#engine.requests.shown()).map(toRequest), seq }
  }

  /**
   * Takes an answer. A run that has its slot gets it at once, one that waits as soon as a slot is free.
   *
   * @throws AppError NOT_FOUND when nobody asks (any more), CONFLICT when it is answered,
   *   BAD_REQUEST when the answer does not fit, and as {@link Workers.withNext}
   */
  async answer(input: AnswerRequest): Promise<Request> {
    const { store, records, requests, trust, bell } = this.#engine
    const asked = await requests.row(input.id)
    const answer = checkOpen(asked, input)
    const content = bodyIn(asked).trust
    if (answer.choice === 'trust' && content !== undefined) {
      await trust.accept(asked.project_id, content.hash, content.files)
    }
    const worker = await this.#workers.withNext(await records.row(asked.run_id), input)
    const row = await store.write(async (tx) => {
      const now = await requests.row(input.id, tx.db)
      return this.take(tx, now, checkOpen(now, input), worker)
    })
    bell.ring(row.run_id)
    if (answer.choice === 'stop') await this.#cancelling.run(row.run_id)
    await this.#scheduler.wake()
    this.#scheduler.look(row.run_id)
    return toRequest(row)
  }

  /** Answers the run's oldest open request that has choices. @throws AppError ILLEGAL_TRANSITION when there is none */
  async continue(runId: string, choice: string): Promise<Run> {
    const { store, records, requests } = this.#engine
    const { status } = await records.row(runId)
    const rows = await requests.ofRun(store.db, runId)
    const open = rows.find((row) => row.answer === null && bodyIn(row).choices !== undefined)
    if (open === undefined) {
      throw new AppError('ILLEGAL_TRANSITION', `The run is ${status} and asks nothing that has choices.`, {
        status,
      })
    }
    await this.answer({ id: open.id, choice })
    return records.run(runId)
  }

  /**
   * Takes an answer that fits in the caller's transaction; who calls wakes the scheduler afterwards.
   *
   * @param worker who goes on, from the words of the answer on if it has some
   */
  async take(
    tx: Tx,
    request: RequestRow,
    answer: RequestAnswer,
    worker: KeptChoice = NO_CHOICE,
  ): Promise<RequestRow> {
    const { records, requests, messages, grants, budgets, projects, settings, store } = this.#engine
    const run = await records.row(request.run_id, tx.db)
    const row = await requests.answer(tx, request, answer)
    if (row.subject === 'agent') {
      const { permission, always } = bodyIn(row)
      if (answer.reply === 'always' && permission !== undefined) {
        await grants.add(tx, row.project_id, permission, always ?? [])
      }
      if (run.status !== 'waiting') return row
      // A question of ours stands in the way as well: the run goes on with its answer.
      const isOursOpen = (await requests.ofRun(tx.db, run.id, 'own')).some((own) => own.answer === null)
      await (isOursOpen ? records.wait(tx, run.id) : records.goOn(tx, run.id, true))
      return row
    }
    if (answer.choice === 'stop') {
      await records.update(tx, run.id, { cancel_requested_at: store.now() })
      return row
    }
    if (answer.message !== undefined) await messages.insert(tx, run.id, answer.message, worker)
    const goesOn = answer.message === undefined ? await changeWorker(this.#engine, tx, run.id, worker) : {}
    const project = await projects.getIn(tx, run.project_id)
    const moreMs = settingsFor(settings.stored(), project).totalLimitMinutes * 60_000
    const { budget } = bodyIn(row)
    const change =
      budget !== undefined && answer.choice === 'continue'
        ? await budgets.raise(tx, budget, run)
        : CHOSEN[row.subject as keyof typeof CHOSEN](answer.choice ?? '', run, moreMs)
    await records.goOn(tx, run.id, true, { ...change, ...goesOn })
    return row
  }
}

/** @throws AppError CONFLICT when it is answered, BAD_REQUEST when the answer does not fit */
function checkOpen(row: RequestRow, input: AnswerRequest): RequestAnswer {
  const { answer, ...asked } = toRequest(row)
  if (answer !== null) throw new AppError('CONFLICT', 'This request is answered already.', { answer })
  return checkAnswer(asked, input)
}

/** What each choice means for the run's row, which stands at the step to go on with. */
const CHOSEN: Record<
  Exclude<Subject, 'agent'>,
  (choice: string, run: RunRow, moreMs: number) => RunChange
> = {
  base: (choice) => ({ base_choice: choice }),
  commit: () => ({}),
  trust: () => ({}),
  limit: (choice, run, moreMs) =>
    choice === 'finish'
      ? { step: 'check' satisfies Step, wait_until: null }
      : { limit_ms: run.worked_ms + moreMs },
}
