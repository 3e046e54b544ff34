import { bash, type Fixture, write } from '../support/scripted.ts'
import type { TestHost } from '../support/host.ts'

/** What can be done with a run that succeeded, in turn. */
const ENDINGS = ['merge', 'discard', 'delete', 'send back', 'archive'] as const

/** Counts of what was done. */
export interface Done {
  runs: number
  merged: number
  discarded: number
  deleted: number
  archived: number
}

/**
 * Keeps `abreast` tasks going, one more than there are slots, so that the queue is used too: each is made,
 * executed, and its work merged, discarded, sent back or put away. Ends when `signal` aborts.
 *
 * @param done is counted up as it goes on
 * @throws when a run does not succeed
 */
export async function keepWorking(
  host: TestHost,
  fixture: Fixture,
  abreast: number,
  done: Done,
  signal: AbortSignal,
): Promise<void> {
  let next = 0
  const worker = async () => {
    while (!signal.aborted) await oneTask(host, fixture, next++, done, signal)
  }
  await Promise.all(Array.from({ length: abreast }, worker))
}

async function oneTask(host: TestHost, fixture: Fixture, n: number, done: Done, signal: AbortSignal) {
  const { client } = host
  const task = await fixture.task(`Soak ${n}`, ...script(n))
  let run = await client.tasks.execute({ id: task.id })
  if (!(await succeeded(host, run.id, signal))) return
  done.runs += 1
  const ending = ENDINGS[n % ENDINGS.length]
  if (ending === 'send back') {
    run = await client.runs.sendBack({ id: run.id, comments: 'Say it once more, please.' })
    if (!(await succeeded(host, run.id, signal))) return
    done.runs += 1
  }
  if (ending === 'merge') {
    await client.runs.merge({ id: run.id, strategy: 'merge', moveCheckout: true })
    done.merged += 1
  } else if (ending !== 'delete') {
    await client.runs.discard({ id: run.id })
    done.discarded += 1
  }
  // The board keeps its size.
  if (ending === 'archive') {
    await client.tasks.update({ id: task.id, archived: true })
    done.archived += 1
  } else {
    await client.tasks.remove({ id: task.id })
    done.deleted += 1
  }
}

/** Waits for the run's end. @returns false when the soak is over before it */
async function succeeded(host: TestHost, runId: string, signal: AbortSignal): Promise<boolean> {
  for await (const _item of host.log(runId)) if (signal.aborted) return false
  const run = await host.client.runs.get({ id: runId })
  if (run.status === 'succeeded') return true
  if (signal.aborted) return false
  throw new Error(`${run.status}: ${JSON.stringify(run.failure)}`)
}

const PROSE =
  'The list is read from the end, so the newest line comes first, and what is older follows as it is asked for. '

/** Some ten seconds of an agent: text at the rate of a model, tools, a burst, and a second turn if it is asked for. */
const script = (n: number) => [
  { reasoning: PROSE.repeat(3), delayMs: 25 },
  { text: PROSE.repeat(5), delayMs: 25 },
  {
    todo: [
      ['Write the file', 'in_progress'],
      ['Look at it', 'pending'],
    ],
  },
  write(`notes/${n}.md`, `# Note ${n}\n\n${PROSE.repeat(20)}\n`),
  { deltas: 1000 },
  bash(`sleep 1; cat notes/${n}.md; seq 1 400`),
  {
    todo: [
      ['Write the file', 'completed'],
      ['Look at it', 'completed'],
    ],
  },
  { text: PROSE.repeat(4), delayMs: 25 },
  {
    // Also what is done when a server dies in the first turn: it must end with the file.
    onFix: [
      write(`notes/${n}.md`, `# Note ${n}\n\n${PROSE.repeat(20)}\n`),
      { text: PROSE.repeat(3), delayMs: 25 },
      bash('git log --oneline | head'),
      { text: 'Said again.' },
    ],
  },
]
