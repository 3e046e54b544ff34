import { homedir } from 'node:os'
import { AppError } from '#shared/errors.ts'
import { recordName } from '#shared/run-record-words.ts'
import type { Projects } from '../projects/projects.ts'
import type { Runs } from '../runs/runs.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { endLineOf, runLineOf } from './record-lines.ts'
import { type RecordThread, startRecordThread } from './record-thread.ts'

/** A run record on its way out, see `shared/run-record.ts`. */
export interface RunRecordFile {
  /** A safe name for it. */
  name: string
  /** Whole lines. Nothing is read ahead of who takes them. */
  chunks: AsyncIterable<string>
}

/** Exports runs as files. */
export interface RunRecordFiles {
  /**
   * The record of a run as it is now; one that goes on has no end yet. Keys and tokens, as far as they are known or
   * look like some, are not in it.
   *
   * @throws AppError NOT_FOUND; TOO_MANY_REQUESTS while several are under way
   */
  open(runId: string, signal: AbortSignal): Promise<RunRecordFile>
}

export interface RunRecordOptions {
  /** Of OpenLinear. */
  version: string
  runs: Pick<Runs, 'recorded' | 'storedLog'>
  tasks: Pick<Tasks, 'get'>
  projects: Pick<Projects, 'get'>
  /** Texts that stand in no record. */
  secrets: () => Promise<readonly string[]>
}

/** Each has a thread of its own. */
const MOST_AT_ONCE = 3

export function createRunRecords(options: RunRecordOptions): RunRecordFiles & { close(): void } {
  const { version, runs, tasks, projects } = options
  const closing = new AbortController()
  let open = 0

  async function* write(runId: string, signal: AbortSignal): AsyncGenerator<string> {
    if (open >= MOST_AT_ONCE) {
      throw new AppError(
        'TOO_MANY_REQUESTS',
        `${MOST_AT_ONCE} run records are being written. Try again when one of them is done.`,
      )
    }
    open += 1
    let thread: RecordThread | undefined
    try {
      thread = startRecordThread({ home: homedir(), secrets: await options.secrets() }, signal)
      const recorded = await runs.recorded(runId)
      const { run, lastSeq, isComplete } = recorded
      const task = await tasks.get(run.taskId)
      const project = await projects.get(run.projectId)
      const line = runLineOf(recorded, { task, project, at: new Date().toISOString(), version })
      yield await thread.write({ line })
      for (let seq = 0; seq < lastSeq; ) {
        const items = await runs.storedLog(runId, seq, lastSeq)
        const last = items.at(-1)
        // Its task was deleted meanwhile.
        if (last === undefined) throw new AppError('NOT_FOUND', 'The run is gone.')
        seq = last.seq
        yield await thread.write({ items })
      }
      if (isComplete) yield await thread.write({ line: endLineOf(recorded) })
    } finally {
      open -= 1
      await thread?.end()
    }
  }

  return {
    async open(runId, signal) {
      const { run } = await runs.recorded(runId)
      const { identifier } = await tasks.get(run.taskId)
      const both = AbortSignal.any([signal, closing.signal])
      return { name: recordName(identifier, run.attempt), chunks: write(runId, both) }
    },
    close: () => closing.abort(),
  }
}
