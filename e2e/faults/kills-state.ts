import { join } from 'node:path'
import Database from 'better-sqlite3'

/** What the campaign's user sees; read from the file, so that looking costs the host nothing. */
export interface State {
  tasks: { id: string; title: string; status: string }[]
  runs: {
    id: string
    task_id: string
    status: string
    step: string
    attempt: number
    merged_commit: string | null
    discarded_at: string | null
    worktree_path: string | null
    ended_at: string | null
  }[]
  /** Nobody has answered these. */
  requests: { id: string; run_id: string; kind: string; subject: string }[]
  messages: { id: string; run_id: string; state: string }[]
  trash: string[]
  /** Grows with everything that is written. */
  written: number
}

export function readState(dataFolder: string): State {
  const db = new Database(join(dataFolder, 'openlinear.db'), { readonly: true })
  try {
    const all = <T>(sql: string) => db.prepare(sql).all() as T[]
    const count = (sql: string) => all<{ n: number | null }>(sql)[0]?.n ?? 0
    return {
      tasks: all('SELECT id, title, status FROM tasks'),
      runs: all(
        `SELECT id, task_id, status, step, attempt, merged_commit, discarded_at, worktree_path, ended_at
         FROM runs ORDER BY task_id, attempt`,
      ),
      requests: all('SELECT id, run_id, kind, subject FROM requests WHERE answer IS NULL'),
      messages: all('SELECT id, run_id, state FROM run_messages'),
      trash: all<{ id: string }>('SELECT id FROM trash').map(({ id }) => id),
      written: count('SELECT max(seq) AS n FROM feed') + count('SELECT count(*) AS n FROM run_events'),
    }
  } finally {
    db.close()
  }
}

export const isOver = ({ status }: { status: string }) =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled'

/** The latest run of each task. */
export function latestRuns({ runs }: State): State['runs'] {
  return [...new Map(runs.map((run) => [run.task_id, run])).values()]
}

/** Whether nothing will happen any more unless the user does something. */
export function isSettled(state: State): boolean {
  const isResting = (run: State['runs'][number]) => isOver(run) || run.status === 'waiting'
  const isSwept = (run: State['runs'][number]) =>
    (run.merged_commit === null && run.discarded_at === null) || run.worktree_path === null
  const hasRun = new Set(state.runs.map(({ task_id }) => task_id))
  return (
    state.runs.every((run) => isResting(run) && isSwept(run)) && state.tasks.every(({ id }) => hasRun.has(id))
  )
}
