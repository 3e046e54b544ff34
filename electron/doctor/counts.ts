import type { Store } from '../store/store.ts'

/** The one place that looks into the tables of other rooms: it counts their rows and shows none of their texts. */
export async function countRows({ db }: Pick<Store, 'db'>): Promise<Record<string, Record<string, number>>> {
  const count = db.fn.countAll<number>().as('count')
  const projects = await db
    .selectFrom('projects')
    .select(['state as name', count])
    .where('deleted_at', 'is', null)
    .groupBy('state')
    .execute()
  const tasks = await db
    .selectFrom('tasks')
    .select(['status as name', count])
    .where('deleted_at', 'is', null)
    .groupBy('status')
    .execute()
  const runs = await db.selectFrom('runs').select(['status as name', count]).groupBy('status').execute()
  const requests = await db.selectFrom('requests').select(['kind as name', count]).groupBy('kind').execute()
  const batches = await db.selectFrom('batches').select(['status as name', count]).groupBy('status').execute()
  const contests = await db
    .selectFrom('contests')
    .select(['status as name', count])
    .groupBy('status')
    .execute()
  const rows = { projects, tasks, runs, requests, batches, contests }
  return Object.fromEntries(Object.entries(rows).map(([name, counted]) => [name, byName(counted)]))
}

const byName = (rows: { name: string; count: number }[]) =>
  Object.fromEntries(rows.map(({ name, count }) => [name, count]))

const MOST_FAILURES = 20

/** Why the latest runs failed; what is quoted in a message may be the user's own words, so it is left out. */
export async function lastFailures({
  db,
}: Pick<Store, 'db'>): Promise<{ at: string | null; code: string | null; message: string }[]> {
  const rows = await db
    .selectFrom('runs')
    .select(['ended_at', 'failure_code', 'failure_message'])
    .where('status', '=', 'failed')
    .orderBy('ended_at', 'desc')
    .limit(MOST_FAILURES)
    .execute()
  return rows.map((row) => ({
    at: row.ended_at,
    code: row.failure_code,
    message: withoutQuotes(row.failure_message ?? ''),
  }))
}

const withoutQuotes = (text: string) => text.replace(/`[^`]*`|“[^”]*”|"[^"]*"/g, '…').slice(0, 1000)
