import type { Tx } from '../store/store.ts'
import type { Engine, Step } from './engine.ts'
import { requestItem } from './request-records.ts'
import type { AddItems } from './run-log.ts'
import type { RunRow } from './run-rows.ts'
import type { StepResult } from './step.ts'
import { withdraw } from './steps/asks.ts'

/** Writes what a step came to: the run's next step or state, with what that means for its requests. */
export async function writeOutcome(
  engine: Engine,
  tx: Tx,
  add: AddItems,
  row: RunRow,
  result: StepResult,
): Promise<void> {
  const { records, requests, messages, store } = engine
  if (result.kind === 'fail') add({ kind: 'notice', level: 'error', text: result.message })
  const change = (typeof result.change === 'function' ? await result.change(tx, add) : result.change) ?? {}
  const ended = { ended_at: store.now(), waiting: null, last_action: null }
  switch (result.kind) {
    case 'next': {
      const { status } = await records.row(row.id, tx.db)
      const isStranded = status === 'waiting' && (await requests.waitingFor(tx.db, row.id)) === null
      // It waited with what its turn asked, and the turn has ended.
      if (isStranded) await records.goOn(tx, row.id, false, { ...change, step: result.step })
      else await records.update(tx, row.id, { ...change, step: result.step })
      return
    }
    case 'wait': {
      add(requestItem(await requests.insert(tx, row, result.request), 'asked'))
      await records.wait(tx, row.id, { ...change, step: result.step, pause_requested_at: null })
      return
    }
    case 'defer': {
      const { status } = await records.row(row.id, tx.db)
      const wait_until = new Date(Date.parse(store.now()) + result.waitMs).toISOString()
      const deferred = { ...change, step: result.step, wait_until, last_action: null }
      // What its turn asked has ended with it.
      if (status === 'waiting') await records.goOn(tx, row.id, false, deferred)
      else await records.update(tx, row.id, deferred, status === 'running' ? { type: 'defer' } : undefined)
      return
    }
    case 'fail': {
      await withdraw(engine, tx, add, await requests.ofRun(tx.db, row.id))
      const failure = { failure_code: result.code, failure_message: result.message }
      await records.update(tx, row.id, { ...change, ...ended, ...failure }, { type: 'fail' })
      return
    }
    case 'succeed':
      if (await messages.hasQueued(row.id, tx.db)) {
        // Said in this moment: it is not done before the agent has heard it.
        await records.update(tx, row.id, { ...change, step: 'commit' satisfies Step })
        return
      }
      await records.update(tx, row.id, { ...change, ...ended, step: 'done' }, { type: 'succeed' })
  }
}
