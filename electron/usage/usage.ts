import { setImmediate } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import type { UsageQuery, UsageReport, UsageRow } from '#shared/usage.ts'
import type { Store } from '../store/store.ts'

/** What agents did and cost. Runs of tasks and projects that are gone count: what they cost was spent. */
export interface Usage {
  /**
   * By the day on which they were made, where the host is; each attempt at a task is a run of its own. A run that is
   * not over counts in `runs` and with what it has cost so far.
   */
  report(query: UsageQuery): Promise<UsageReport>
}

/** So many runs are summed up in a moment, which takes some milliseconds; then others may be served. */
const PIECE = 1000

export function createUsage({ store }: { store: Store }): Usage {
  return {
    async report({ from, to, projectId }) {
      const seq = await store.seq()
      const rows = new Map<string, UsageRow>()
      const last = momentBefore(nextDay(to))
      let after = momentBefore(new Date(`${from}T00:00:00`))
      while (after < last) {
        const end = await endOfPiece(store, after, last)
        for (const row of await sumUp(store, after, end, projectId)) add(rows, row)
        for (const row of await shiftShares(store, after, end, projectId)) add(rows, row)
        after = end
        await setImmediate()
      }
      const sorted = [...rows.values()].sort(byDay)
      return { rows: sorted, firstDay: await firstDay(store), today: await today(store), seq }
    },
  }
}

/** Local midnight after a day; where clocks skip it, the first moment there is. */
function nextDay(day: string): Date {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + 1)
  // A day that began at one o'clock is no reason for the next one to.
  date.setHours(0, 0, 0, 0)
  return date
}

/** Runs are stamped in milliseconds: the last one that is not of `date` yet. */
const momentBefore = (date: Date) => new Date(date.getTime() - 1).toISOString()

/** The moment at which the next {@link PIECE} runs have been made; `last` where there are fewer. */
async function endOfPiece({ db }: Store, after: string, last: string): Promise<string> {
  const row = await db
    .selectFrom('runs')
    .select('created_at')
    .where('created_at', '>', after)
    .where('created_at', '<=', last)
    .orderBy('created_at')
    .limit(1)
    .offset(PIECE - 1)
    .executeTakeFirst()
  return row?.created_at ?? last
}

async function sumUp({ db }: Store, after: string, end: string, projectId?: string): Promise<UsageRow[]> {
  const ofProject: RawBuilder<unknown> = projectId === undefined ? sql`` : sql`AND project_id = ${projectId}`
  const { rows } = await sql<UsageRow>`
    SELECT
      date(created_at, 'localtime') AS day,
      project_id AS projectId,
      model,
      agent,
      count(*) AS runs,
      sum(status = 'succeeded') AS succeeded,
      sum(status = 'failed') AS failed,
      sum(status = 'cancelled') AS cancelled,
      sum(input_tokens) AS inputTokens,
      sum(output_tokens) AS outputTokens,
      sum(cost) AS cost,
      sum(worked_ms) AS workedMs
    FROM runs INDEXED BY runs_created
    WHERE created_at > ${after} AND created_at <= ${end} ${ofProject}
    GROUP BY 1, 2, 3, 4
  `.execute(db)
  return rows
}

/**
 * What runs have used under a model or an agent that they do not have any more: it is theirs whose it was, and not of
 * who has gone on. A run stays one of those who have it now.
 */
async function shiftShares(
  { db }: Store,
  after: string,
  end: string,
  projectId?: string,
): Promise<UsageRow[]> {
  const ofProject: RawBuilder<unknown> =
    projectId === undefined ? sql`` : sql`AND s.project_id = ${projectId}`
  const shifted = (sign: 1 | -1, whose: 's' | 'runs') => sql`
    SELECT
      date(s.created_at, 'localtime') AS day,
      s.project_id AS projectId,
      ${sql.ref(`${whose}.model`)} AS model,
      ${sql.ref(`${whose}.agent`)} AS agent,
      0 AS runs,
      0 AS succeeded,
      0 AS failed,
      0 AS cancelled,
      ${sql.lit(sign)} * sum(s.input_tokens) AS inputTokens,
      ${sql.lit(sign)} * sum(s.output_tokens) AS outputTokens,
      ${sql.lit(sign)} * sum(s.cost) AS cost,
      ${sql.lit(sign)} * sum(s.worked_ms) AS workedMs
    FROM run_shares AS s JOIN runs ON runs.id = s.run_id
    WHERE s.created_at > ${after} AND s.created_at <= ${end} ${ofProject}
    GROUP BY 1, 2, 3, 4
  `
  const { rows } = await sql<UsageRow>`${shifted(1, 's')} UNION ALL ${shifted(-1, 'runs')}`.execute(db)
  return rows
}

/** Pieces may part a day. */
function add(rows: Map<string, UsageRow>, row: UsageRow): void {
  const key = [row.day, row.projectId, row.model, row.agent].join('\n')
  const before = rows.get(key)
  if (before === undefined) {
    rows.set(key, row)
    return
  }
  for (const sum of SUMS) before[sum] += row[sum]
}

const SUMS = [
  'runs',
  'succeeded',
  'failed',
  'cancelled',
  'inputTokens',
  'outputTokens',
  'cost',
  'workedMs',
] as const

const byDay = (a: UsageRow, b: UsageRow) => {
  const part = (['day', 'projectId', 'model', 'agent'] as const).find((one) => a[one] !== b[one])
  return part === undefined ? 0 : a[part] < b[part] ? -1 : 1
}

/** By the same calendar as the days of the runs. */
async function today(store: Store): Promise<string> {
  const now = store.now()
  const { rows } = await sql<{ day: string }>`SELECT date(${now}, 'localtime') AS day`.execute(store.db)
  return rows[0]?.day ?? now.slice(0, 10)
}

/** Of all projects, so that a choice of days can begin there. */
async function firstDay({ db }: Store): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    SELECT date(min(created_at), 'localtime') AS day FROM runs
  `.execute(db)
  return rows[0]?.day ?? null
}
