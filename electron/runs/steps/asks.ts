import type { AgentAsk, AgentSession, Asks } from '../../agents/runtime.ts'
import type { RequestAnswer } from '#shared/requests.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Tx } from '../../store/store.ts'
import type { Engine } from '../engine.ts'
import { bodyIn, isTold, requestItem, type RequestRow } from '../request-records.ts'
import { bodyOf, isAskedAgain, titleOf, toReply } from '../request-rules.ts'
import type { AddItems, RunLog } from '../run-log.ts'

/** What a turn lends the desk while it goes on. */
interface LiveTurn {
  session: AgentSession
  /** Told whether the run has its slot, each time that may have changed. */
  onWork: (works: boolean) => void
  /** Ends the turn: what the agent asks cannot be kept. */
  onError: (error: unknown) => void
}

/**
 * Asks vanish when their server dies as well, a moment before their turn ends with it. Those stay open, so
 * that long nobody concludes anything from it.
 */
const LINGER_MS = 1_000

const NOTHING: Asks = { open: [], blocked: false }

/**
 * Brings what a live agent asks and the run's requests together. Each pass compares the two as they are
 * now, so that it does not matter in which order asks, answers and slots come, or whether a pass is made
 * twice: new asks become requests, requests of vanished asks go, a run that can do nothing else waits and
 * gives its slot back, and answers are given on while the run has a slot.
 */
export class AskDesk {
  readonly #engine: Engine
  readonly #runId: string
  readonly #log: RunLog
  readonly #onSlot: () => void
  #asks = NOTHING
  #turn: LiveTurn | undefined
  /** Asks that have got their answer; the agent may still name them for a moment. */
  readonly #given = new Set<string>()
  #passing: Promise<void> = Promise.resolve()
  #isDue = false
  #lingering: NodeJS.Timeout | undefined

  /** @param onSlot told when the run has given its slot back or wants one again */
  constructor(engine: Engine, runId: string, log: RunLog, onSlot: () => void) {
    this.#engine = engine
    this.#runId = runId
    this.#log = log
    this.#onSlot = onSlot
  }

  /** What the session says its agent asks now. */
  hear(asks: Asks): void {
    if (this.#turn === undefined) return
    const open = new Set(asks.open.map(({ ref }) => ref))
    const isLess = this.#asks.open.some(({ ref }) => !open.has(ref) && !this.#given.has(ref))
    const take = () => {
      this.#asks = asks
      this.look()
    }
    clearTimeout(this.#lingering)
    if (isLess) this.#lingering = setTimeout(take, LINGER_MS)
    else take()
  }

  /** Makes a pass soon: an answer or a slot has come. */
  look(): void {
    if (this.#turn === undefined || this.#isDue) return
    this.#isDue = true
    this.#passing = this.#passing.then(async () => {
      this.#isDue = false
      const turn = this.#turn
      if (turn === undefined) return
      try {
        await this.#pass(turn)
      } catch (error) {
        turn.onError(error)
      }
    })
  }

  /** A turn begins. What an earlier one asked has to be asked again. */
  async open(turn: LiveTurn): Promise<void> {
    this.#asks = NOTHING
    this.#given.clear()
    const { requests, store } = this.#engine
    if ((await requests.ofRun(store.db, this.#runId, 'agent')).length > 0) {
      await store.write((tx) => requests.unbindAll(tx, this.#runId))
    }
    this.#turn = turn
  }

  /** The turn ends, or is about to be ended: what the session says from now on counts no more. */
  async close(): Promise<void> {
    this.#turn = undefined
    clearTimeout(this.#lingering)
    await this.#passing
  }

  async #pass(turn: LiveTurn): Promise<void> {
    const held = await this.#compare(turn)
    for (const row of held) {
      const ref = row.agent_ref ?? ''
      this.#given.add(ref)
      // Until the agent says otherwise, it works again.
      this.#asks = { open: this.#asks.open.filter((ask) => ask.ref !== ref), blocked: false }
      const isTaken = await turn.session.answer(ref, toReply(JSON.parse(row.answer ?? '{}') as RequestAnswer))
      const { store, requests } = this.#engine
      await store.write((tx) => (isTaken ? requests.remove(tx, row) : requests.bind(tx, row.id, null)))
    }
  }

  /** @returns requests with answers to give on now */
  async #compare(turn: LiveTurn): Promise<RequestRow[]> {
    const { records, requests } = this.#engine
    const held: RequestRow[] = []
    let status = 'running' as RunStatus
    let before = status
    await this.#log.commit(async (tx, add) => {
      const run = await records.row(this.#runId, tx.db)
      before = status = run.status as RunStatus
      if (isTerminal(status) || this.#turn !== turn) return
      const rows = await this.#bind(tx, add, run)
      const answered = rows.filter((row) => row.answer !== null)
      const isBlocked = this.#asks.blocked && answered.length < rows.length
      if (status === 'running' && answered.length > 0) {
        for (const row of answered) {
          if (!isTold(row)) add(requestItem(row, 'answered'))
          held.push(await requests.tell(tx, row))
        }
      } else if (isBlocked && (status === 'running' || status === 'waiting')) {
        await records.wait(tx, run.id)
        status = 'waiting'
      } else if (status === 'waiting') {
        // Nobody has answered, but the agent goes on: what it asked is gone.
        await records.goOn(tx, run.id, false)
        status = 'queued'
      }
    })
    turn.onWork(status === 'running')
    if (status !== before) this.#onSlot()
    return held
  }

  /** One request for each open ask; none for those that have vanished. @returns those with an open ask */
  async #bind(tx: Tx, add: AddItems, run: { id: string; task_id: string; project_id: string }) {
    const { requests } = this.#engine
    const asks = this.#asks.open.filter(({ ref }) => !this.#given.has(ref))
    const rows = await requests.ofRun(tx.db, run.id, 'agent')
    const isOpen = new Set(asks.map(({ ref }) => ref))
    const vanished = rows.filter((row) => row.agent_ref !== null && !isOpen.has(row.agent_ref))
    await withdraw(this.#engine, tx, add, vanished)

    const bound: RequestRow[] = []
    const free = rows.filter((row) => row.agent_ref === null)
    for (const ask of asks) {
      const known = rows.find((row) => row.agent_ref === ask.ref)
      const again = known === undefined ? takeAskedAgain(free, ask) : undefined
      if (again !== undefined) await requests.bind(tx, again.id, ask.ref)
      if (known !== undefined) bound.push(known)
      else if (again !== undefined) bound.push({ ...again, agent_ref: ask.ref })
      else {
        const { ref, subAgent, kind } = ask
        const asked = {
          subject: 'agent',
          kind,
          title: titleOf(ask),
          body: bodyOf(ask),
          ref,
          subAgent,
        } as const
        const row = await requests.insert(tx, run, asked)
        add(requestItem(row, 'asked'))
        bound.push(row)
      }
    }
    return bound
  }
}

/** Takes the request out of `free` that the agent asks anew after its server has died. */
function takeAskedAgain(free: RequestRow[], ask: AgentAsk): RequestRow | undefined {
  const index = free.findIndex((row) => isAskedAgain(bodyIn(row), ask))
  return index < 0 ? undefined : free.splice(index, 1)[0]
}

/** Takes requests back that nobody asks any more. */
export async function withdraw(
  { requests }: Engine,
  tx: Tx,
  add: AddItems,
  rows: readonly RequestRow[],
): Promise<void> {
  for (const row of rows) {
    if (!isTold(row)) add(requestItem(row, 'withdrawn'))
    await requests.remove(tx, row)
  }
}
