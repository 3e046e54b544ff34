import { describe, expect, it } from 'vitest'
import type { ForecastTask } from './batch-forecast.ts'
import { buildForecast, type Finding, gistOf } from './forecast-report.ts'
import type { ConflictFile } from './forecasts.ts'

const AT = '2026-11-21T12:00:00.000Z'
const tasks = (...ids: string[]): ForecastTask[] =>
  ids.map((id) => ({ id, status: 'running', dependsOn: [], isInLane: false }))
const range = (start: number, lines = 1) => ({ start, lines })
const lines = (path: string, ours = range(1), theirs = range(2)): ConflictFile => ({
  path,
  kind: 'lines',
  hunks: [{ ours, theirs }],
})
const build = (list: ForecastTask[], ...findings: Finding[]) =>
  buildForecast({ at: AT, tasks: list, behavior: 'skip', compared: list.map(({ id }) => id), findings })

describe('buildForecast', () => {
  it('tells each overlap from the side of the task that is merged later', () => {
    const found = build(tasks('a', 'b'), {
      taskId: 'a',
      withTaskId: 'b',
      files: [lines('x', range(10), range(20))],
      shared: ['y'],
    })
    expect(found.overlaps).toEqual([
      { taskId: 'b', withTaskId: 'a', files: [lines('x', range(20), range(10))], shared: ['y'], more: 0 },
    ])
    expect(found).toMatchObject({ hindered: ['b'], hinderedThen: ['b'], suggestedOrder: null })
  })

  it('puts conflicts before files that merge, and what is certain before what is likely', () => {
    const finding = (taskId: string, withTaskId: string | null, isConflict: boolean): Finding => ({
      taskId,
      withTaskId,
      files: isConflict ? [lines('x')] : [],
      shared: ['y'],
    })
    const found = build(
      tasks('a', 'b', 'c'),
      finding('b', 'a', false),
      finding('c', 'b', true),
      finding('c', null, true),
      finding('b', null, false),
      { taskId: 'c', withTaskId: 'a', files: [], shared: [] },
    )
    expect(found.overlaps.map(({ taskId, withTaskId }) => `${taskId} ${withTaskId}`)).toEqual([
      'c null',
      'c b',
      'b null',
      'b a',
    ])
  })

  it('suggests an order and says who is hindered then', () => {
    const hub = (withTaskId: string): Finding => ({
      taskId: 'hub',
      withTaskId,
      files: [lines('x')],
      shared: [],
    })
    expect(build(tasks('hub', 'a', 'b'), hub('a'), hub('b'))).toMatchObject({
      hindered: ['a', 'b'],
      hinderedThen: ['hub'],
      suggestedOrder: ['a', 'b', 'hub'],
    })
  })

  it('stays small enough for the feed, whatever is found', () => {
    const ids = Array.from({ length: 100 }, (_, at) => `${String(at).padStart(3, '0')}-${'x'.repeat(32)}`)
    const file: ConflictFile = {
      path: 'ü'.repeat(4096),
      kind: 'lines',
      hunks: Array.from({ length: 500 }, (_, at) => ({ ours: range(at), theirs: range(at) })),
    }
    const findings = ids.flatMap((taskId, at) =>
      ids.slice(0, at).map((withTaskId) => ({
        taskId,
        withTaskId,
        files: Array.from({ length: 30 }, () => file),
        shared: Array.from({ length: 30 }, () => file.path),
      })),
    )
    const found = build(tasks(...ids), ...findings)
    expect(found.overlaps).toHaveLength(20)
    expect(found.more).toBe(findings.length - 20)
    expect(found.overlaps[0]?.more).toBe(50)
    expect(JSON.stringify(found).length).toBeLessThan(150_000)
  })
})

it('the gist of a forecast is what does not move with every edit', () => {
  const at = (ours: number, path = 'x') =>
    build(tasks('a', 'b'), { taskId: 'b', withTaskId: 'a', files: [lines(path, range(ours))], shared: [] })
  expect(gistOf(at(1))).toBe(gistOf({ ...at(7), at: '2027-01-01T00:00:00.000Z' }))
  expect(gistOf(at(1))).not.toBe(gistOf(at(1, 'y')))
})
