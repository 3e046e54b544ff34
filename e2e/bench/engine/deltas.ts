import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { write } from '../../support/scripted.ts'
import type { Figure } from '../figure.ts'
import { interleave } from '../rounds.ts'
import { BareOpenCode, planOf } from './bare-opencode.ts'
import { Bench, promptOf, type Work } from './bench.ts'
import { readyWorktrees } from './repository.ts'
import { resultsOf, type Timed } from './timed.ts'

const FILES = 300
const DELTAS = 20_000
const LAST = ` ${DELTAS - 1}`

const work: Work = { title: 'Count', steps: [{ deltas: DELTAS }, write('note.txt', 'counted\n')] }

/** @throws unless it is `0 1 2 …` to the last, each once */
function requireWhole(where: string, text: string): void {
  const numbers = text.trim().split(' ')
  const wrong = numbers.findIndex((number, index) => number !== String(index))
  if (numbers.length === DELTAS && wrong < 0) return
  throw new Error(`${where}: ${numbers.length} deltas, the first wrong one is ${wrong}`)
}

/** From the moment the log says the prompt until the last delta has reached a follower of the log. */
const byHost = (bench: Bench): Promise<Timed> =>
  bench.withHost([work], async (host, [task], folder) => {
    const { id } = await host.client.tasks.execute({ id: task?.id ?? '' })
    let begun = 0
    let part: string | undefined
    let text = ''
    let ms = 0
    for await (const items of host.log(id)) {
      for (const item of items) {
        if (item.kind === 'prompt') {
          host.resetDelay()
          begun = performance.now()
        }
        if (item.kind !== 'text') continue
        part ??= item.partId
        if (item.partId === part) text += item.delta
      }
      if (!text.trimEnd().endsWith(LAST)) continue
      ms = performance.now() - begun
      break
    }
    const delay = await host.delay()
    requireWhole('the log stream', text)
    requireWhole('the database', storedText(join(folder, 'openlinear.db'), id, part ?? ''))
    return { ms, delay }
  })

/** Text of one part as the run's log holds it in the database file. */
function storedText(file: string, runId: string, part: string): string {
  const database = new Database(file, { readonly: true })
  try {
    const rows = database
      .prepare("SELECT body FROM run_events WHERE run_id = ? AND kind = 'text' ORDER BY seq")
      .all(runId) as { body: string }[]
    const items = rows.map(({ body }) => JSON.parse(body) as { partId: string; delta: string })
    return items.flatMap(({ partId, delta }) => (partId === part ? delta : [])).join('')
  } finally {
    database.close()
  }
}

/** From the prompt until the last delta has come over OpenCode's own event stream. */
const byReader = (bench: Bench): Promise<number> =>
  bench.fresh(async (folder) => {
    await mkdir(folder)
    const [worktree = ''] = await readyWorktrees(bench.repo, folder, 1)
    const server = await BareOpenCode.start(await planOf(bench.model, folder))
    try {
      const events = await server.events()
      const session = await server.createSession(worktree, work.title)
      let text = ''
      const begun = performance.now()
      await server.prompt(session, worktree, bench.model.name, promptOf(work))
      for await (const { type, properties } of events) {
        if (type !== 'message.part.delta') continue
        text += properties.delta ?? ''
        if (properties.delta?.trim() === String(DELTAS - 1)) break
      }
      const ms = performance.now() - begun
      requireWhole('the bare reader', text)
      return ms
    } finally {
      await server.stop()
    }
  })

export const deltas: Figure = {
  name: 'deltas',
  target: '20,000 deltas stored and delivered to a follower of the log ÷ a bare reader of OpenCode’s events',
  run: (rounds, say) =>
    Bench.use(FILES, async (bench) => {
      const measured = await interleave(
        rounds,
        () => byHost(bench),
        () => byReader(bench),
        say,
      )
      return resultsOf('20,000 deltas', measured, 1.15)
    }),
}
