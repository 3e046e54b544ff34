import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Fixture, openFixture } from '../tasks/fixture.ts'
import { createUsage, type Usage } from './usage.ts'

let at: Fixture
let usage: Usage
let projectId: string
let taskId: string
let attempts = 0
beforeEach(async () => {
  at = await openFixture()
  usage = createUsage({ store: at.store })
  projectId = await at.project('USE')
  taskId = (await at.add(projectId, 'work')).id
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await at.close()
})

type Fields = Partial<{ status: string; model: string; agent: string; tokens: number; cost: number }>

async function addRuns(moments: readonly string[], fields: Fields = {}, of = { projectId, taskId }) {
  const { status = 'succeeded', model = 'a/b', agent = 'build', tokens = 10, cost = 0.5 } = fields
  for (const created of moments) {
    attempts += 1
    await at.store.db
      .insertInto('runs')
      .values({
        id: at.store.newId(),
        task_id: of.taskId,
        project_id: of.projectId,
        attempt: attempts,
        status,
        step: 'done',
        model,
        agent,
        prompt: 'p',
        fix_attempts: 0,
        input_tokens: tokens,
        output_tokens: 2 * tokens,
        cost,
        worked_ms: 100,
        limit_ms: 0,
        queued_at: created,
        created_at: created,
        updated_seq: 0,
      })
      .execute()
  }
}

const days = async (from: string, to: string) =>
  (await usage.report({ from, to })).rows.map(({ day, runs }) => [day, runs])

test('runs are summed up by day, project, model and agent, whatever came of them', async () => {
  vi.stubEnv('TZ', 'UTC')
  const other = await at.project('OTHER')
  const ofOther = { projectId: other, taskId: (await at.add(other, 'work')).id }
  await addRuns(['2026-03-01T08:00:00.000Z', '2026-03-01T09:00:00.000Z'])
  await addRuns(['2026-03-01T10:00:00.000Z'], { status: 'failed', tokens: 1, cost: 0.25 })
  await addRuns(['2026-03-01T11:00:00.000Z'], { status: 'cancelled' })
  await addRuns(['2026-03-01T12:00:00.000Z'], { status: 'running', tokens: 5 })
  await addRuns(['2026-03-01T13:00:00.000Z'], { model: 'a/c' })
  await addRuns(['2026-03-01T14:00:00.000Z'], { agent: 'plan' })
  await addRuns(['2026-03-02T08:00:00.000Z'], {}, ofOther)
  const { rows, firstDay, seq } = await usage.report({ from: '2026-03-01', to: '2026-03-02' })
  const row = (fields: object) => ({
    day: '2026-03-01',
    projectId,
    model: 'a/b',
    agent: 'build',
    runs: 1,
    succeeded: 1,
    failed: 0,
    cancelled: 0,
    inputTokens: 10,
    outputTokens: 20,
    cost: 0.5,
    workedMs: 100,
    ...fields,
  })
  expect(rows).toEqual([
    row({
      runs: 5,
      succeeded: 2,
      failed: 1,
      cancelled: 1,
      inputTokens: 36,
      outputTokens: 72,
      cost: 2.25,
      workedMs: 500,
    }),
    row({ agent: 'plan' }),
    row({ model: 'a/c' }),
    row({ day: '2026-03-02', projectId: other }),
  ])
  expect([firstDay, seq]).toEqual(['2026-03-01', await at.store.seq()])
  const ofOne = await usage.report({ from: '2026-03-01', to: '2026-03-02', projectId: other })
  expect(ofOne.rows).toEqual([row({ day: '2026-03-02', projectId: other })])
  // The first day is that of all projects, and of all days.
  expect(ofOne.firstDay).toBe('2026-03-01')
})

test('where nothing was ever run there is nothing, and no first day', async () => {
  const report = await usage.report({ from: '2026-03-01', to: '2026-03-02' })
  expect(report).toEqual({ rows: [], firstDay: null, today: expect.any(String), seq: expect.any(Number) })
})

test('what was used before another model or agent went on stays that of who has used it', async () => {
  vi.stubEnv('TZ', 'UTC')
  await addRuns(['2026-03-01T08:00:00.000Z'], { model: 'a/new', agent: 'build', tokens: 10, cost: 0.5 })
  const { id } = await at.store.db.selectFrom('runs').select('id').executeTakeFirstOrThrow()
  await at.store.db
    .insertInto('run_shares')
    .values({
      id: at.store.newId(),
      run_id: id,
      project_id: projectId,
      created_at: '2026-03-01T08:00:00.000Z',
      model: 'a/old',
      agent: 'plan',
      input_tokens: 4,
      output_tokens: 5,
      cost: 0.125,
      worked_ms: 30,
    })
    .execute()
  const { rows } = await usage.report({ from: '2026-03-01', to: '2026-03-01', projectId })
  expect(rows).toMatchObject([
    { model: 'a/new', agent: 'build', runs: 1, inputTokens: 6, outputTokens: 15, cost: 0.375, workedMs: 70 },
    { model: 'a/old', agent: 'plan', runs: 0, inputTokens: 4, outputTokens: 5, cost: 0.125, workedMs: 30 },
  ])
})

test.each([
  ['UTC', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  ['Asia/Kolkata', '2026-02-28T18:30:00.000Z', '2026-03-01T18:30:00.000Z'],
  ['Pacific/Kiritimati', '2026-02-28T10:00:00.000Z', '2026-03-01T10:00:00.000Z'],
  ['Pacific/Niue', '2026-03-01T11:00:00.000Z', '2026-03-02T11:00:00.000Z'],
])('a day in %s is from midnight to midnight there', async (zone, begin, end) => {
  vi.stubEnv('TZ', zone)
  const before = (moment: string) => new Date(Date.parse(moment) - 1).toISOString()
  await addRuns([before(begin), begin, before(end), end])
  expect(await days('2026-03-01', '2026-03-01')).toEqual([['2026-03-01', 2]])
  expect(await days('2026-02-28', '2026-03-02')).toEqual([
    ['2026-02-28', 1],
    ['2026-03-01', 2],
    ['2026-03-02', 1],
  ])
  expect((await usage.report({ from: '2026-03-01', to: '2026-03-01' })).firstDay).toBe('2026-02-28')
})

test.each([
  // 23 hours, 25 hours, a day without a midnight, and one that has two.
  ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
  ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', '2026-03-29T21:00:00.000Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
])(
  'in %s the clocks are changed on %s, and no run is lost or counted twice',
  async (zone, day, begin, end) => {
    vi.stubEnv('TZ', zone)
    const moments: string[] = []
    for (let moment = Date.parse(begin); moment < Date.parse(end); moment += 1_800_000)
      moments.push(new Date(moment).toISOString(), new Date(moment + 1_799_999).toISOString())
    await addRuns([...moments, new Date(Date.parse(begin) - 1).toISOString(), end])
    expect(await days(day, day)).toEqual([[day, moments.length]])
  },
)

test('more runs than are summed up at once are all there, once', async () => {
  vi.stubEnv('TZ', 'UTC')
  const begin = Date.parse('2026-03-01T00:00:00.000Z')
  const moment = (ms: number) => new Date(begin + ms).toISOString()
  await addRuns(Array.from({ length: 1500 }, (_, place) => moment(place * 60_000)))
  // More in one millisecond than in a piece.
  await addRuns(Array.from({ length: 1200 }, () => moment(86_399_999)))
  expect(await days('2026-03-01', '2026-03-02')).toEqual([
    ['2026-03-01', 2640],
    ['2026-03-02', 60],
  ])
})

test.each([
  ['Pacific/Kiritimati', '2026-03-02'],
  ['UTC', '2026-03-01'],
  ['Pacific/Niue', '2026-02-28'],
])('today is that of the host in %s', async (zone, today) => {
  vi.stubEnv('TZ', zone)
  vi.useFakeTimers({ now: new Date('2026-03-01T10:30:00.000Z'), toFake: ['Date'] })
  try {
    expect((await usage.report({ from: '2026-03-01', to: '2026-03-01' })).today).toBe(today)
  } finally {
    vi.useRealTimers()
  }
})
