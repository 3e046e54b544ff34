import { describe, expect, it } from 'vitest'
import { buildBatchSummary, withLaterWork, withPullRequest } from './batch-summary.ts'
import { BATCH_TASK_STATUSES } from './batch-words.ts'
import type { Batch, BatchCounts, BatchTask } from './batches.ts'

const task = (identifier: string, more: Partial<BatchTask>): BatchTask => ({
  taskId: `id-${identifier}`,
  identifier,
  status: 'merged',
  position: 1,
  dependsOn: [],
  runId: null,
  awaitsApproval: false,
  stage: null,
  mergeCommit: 'c'.repeat(40),
  mergedAt: null,
  evidence: null,
  resolveRunId: null,
  resolution: null,
  reason: null,
  ...more,
})

function batch(tasks: BatchTask[], more: Partial<Batch> = {}): Batch {
  const each = BATCH_TASK_STATUSES.map((status) => [
    status,
    tasks.filter((one) => one.status === status).length,
  ])
  return {
    id: 'b',
    projectId: 'p',
    mode: 'parallel',
    status: 'completed',
    step: 'done',
    branch: 'openlinear/batch-1',
    baseBranch: 'main',
    baseCommit: 'a'.repeat(40),
    headCommit: 'b'.repeat(40),
    verified: false,
    finalCheck: null,
    tasks,
    counts: { total: tasks.length, ...Object.fromEntries(each) } as BatchCounts,
    options: {
      parallelLimit: 3,
      autoApprove: false,
      stopOnFailure: false,
      conflictBehavior: 'skip',
      publish: 'local',
      maxCost: 0,
      maxMinutes: 0,
    },
    summary: null,
    failure: null,
    raised: { cost: 0, minutes: 0 },
    mergedCommit: null,
    pushedCommit: null,
    createdAt: '2026-01-01T10:00:00.000Z',
    endedAt: '2026-01-01T10:00:45.000Z',
    updatedSeq: 1,
    ...more,
  }
}

const summaryOf = (
  tasks: BatchTask[],
  more: Partial<Batch> = {},
  titles: [string, string][] = [],
  costs: [string, number][] = [],
) => buildBatchSummary(batch(tasks, more), { titles: new Map(titles), costs: new Map(costs) })

describe('buildBatchSummary', () => {
  it('names what is in with its commit, what is out with its reason, the branch, cost and time', () => {
    const left = task('APP-2', {
      status: 'skipped',
      mergeCommit: null,
      reason: { code: 'conflict', message: 'It changed the same lines: a.txt.\n\nmore\noutput' },
    })
    const tasks = [task('APP-1', {}), left]
    const titles: [string, string][] = [
      ['id-APP-1', 'Add\na greeting'],
      ['id-APP-2', 'Say goodbye'],
    ]
    expect(
      summaryOf(tasks, {}, titles, [
        ['id-APP-1', 0.125],
        ['id-APP-2', 1],
      ]),
    ).toBe(
      [
        '# 1 of 2 tasks merged',
        'Branch `openlinear/batch-1` from main@aaaaaaa to bbbbbbb. Unverified: not every merge was checked.',
        '## In\n\n- **APP-1** Add a greeting (ccccccc)',
        '## Left out\n\n- **APP-2** Say goodbye: It changed the same lines: a.txt.',
        'Cost $1.13, took 45 s.',
      ].join('\n\n'),
    )
  })

  it('says that the check passed only of a verified batch', () => {
    expect(summaryOf([task('APP-1', {})], { verified: true })).toContain(
      'The check passed after every merge.',
    )
    expect(summaryOf([task('APP-1', {})])).toContain('Unverified')
    expect(summaryOf([task('APP-1', {})])).not.toContain('passed')
  })

  it('says what became of the final check', () => {
    const of = (passed: boolean) =>
      summaryOf([task('APP-1', {})], { finalCheck: { command: 'npm run e2e', passed, output: '' } })
    expect(of(true)).toContain('The final check, `npm run e2e`, passed on the whole.')
    expect(of(false)).toContain('The final check, `npm run e2e`, **failed**.')
  })

  it('speaks of no branch when nothing was merged, and says why the batch failed', () => {
    const tasks = [task('APP-1', { status: 'cancelled', mergeCommit: null })]
    const said = summaryOf(tasks, { status: 'failed', failure: 'The branch was moved.' })
    expect(said).toContain('# 0 of 1 tasks merged\n\nThe branch was moved.\n\nThere is no branch')
    expect(said).toContain('- **APP-1** : cancelled')
    expect(said).not.toContain('## In')
  })

  it('tells of a combined batch what shows that a task is in, and where work is kept that nothing was taken of', () => {
    const mode = { mode: 'combined' } as const
    const said = summaryOf([task('APP-1', { evidence: 'Reported with a.txt' })], { ...mode, verified: true })
    expect(said).toContain('- **APP-1**  (ccccccc): Reported with a.txt')
    expect(said).toContain('The check passed.')
    const none = [task('APP-1', { status: 'skipped', mergeCommit: null })]
    const facts = { titles: new Map(), costs: new Map(), keptBranch: 'openlinear/batch-1' }
    const kept = buildBatchSummary(batch(none, mode), facts)
    expect(kept).toContain('Nothing is published. What the agent did is kept on `openlinear/batch-1`.')
    expect(kept).not.toContain('There is no branch')
  })

  it('says where its branch has come to since, and at what the batch ended', () => {
    const url = 'https://github.com/o/r/pull/1'
    const ended = withPullRequest(summaryOf([task('APP-1', {})], { verified: true }), url)
    const line = (head: string) =>
      `Branch \`openlinear/batch-1\` from main@aaaaaaa to ${head}. It is in the pull request ${url}. The check passed after every merge. The batch ended at bbbbbbb: what came later was done for its pull request.`
    const once = withLaterWork(ended, 'd'.repeat(40))
    expect(once.split('\n\n')[1]).toBe(line('ddddddd'))
    const twice = withLaterWork(once, 'e'.repeat(40))
    expect(twice.split('\n\n')[1]).toBe(line('eeeeeee'))
    expect(withPullRequest(twice, url)).toBe(twice)
    expect(withLaterWork('There is no branch: nothing was merged.', 'd'.repeat(40))).not.toContain('ended')
  })

  it('lists what overlapped, and who decided', () => {
    const resolution = { files: ['a.ts', 'b.ts'], otherFiles: ['c.ts'], runId: 'run' }
    const known = { files: ['a.ts'], otherFiles: [], runId: null }
    const tasks = [task('APP-1', {}), task('APP-2', { resolution }), task('APP-3', { resolution: known })]
    const titles: [string, string][] = [['id-APP-2', 'Greet']]
    const said = summaryOf(tasks, {}, titles)
    expect(said).toContain(
      '## Conflicts resolved\n\n- **APP-2** Greet: `a.ts`, `b.ts`, by an agent, which also changed `c.ts`\n- **APP-3** : `a.ts`, as it was resolved before (`git rerere`)',
    )
    expect(said).toContain('Read what was made of 2 conflicts (below): nothing has checked it.')
    expect(summaryOf(tasks, { verified: true })).not.toContain('nothing has checked')
    expect(summaryOf([task('APP-1', {})])).not.toContain('onflict')
  })

  it('tells time as people do', () => {
    const took = (endedAt: string) => summaryOf([], { endedAt }).split('took ')[1]
    expect(took('2026-01-01T10:00:00.400Z')).toBe('0 s.')
    expect(took('2026-01-01T10:00:19.700Z')).toBe('19 s.')
    expect(took('2026-01-01T10:03:20.000Z')).toBe('3 min 20 s.')
    expect(took('2026-01-01T11:05:59.000Z')).toBe('1 h 5 min.')
  })
})

describe('a batch in a pull request', () => {
  const facts = { titles: new Map<string, string>(), costs: new Map<string, number>() }
  const url = 'https://github.com/ada/engine/pull/1'
  const said = `to bbbbbbb. It is in the pull request ${url}. Unverified`

  it('says so, known now or later, and names the newest one alone', () => {
    const pushed = batch([task('A-1', {})], { pushedCommit: 'b'.repeat(40) })
    expect(buildBatchSummary(pushed, { ...facts, pull: url })).toContain(said)
    const before = buildBatchSummary(batch([task('A-1', {})]), facts)
    expect(withPullRequest(before, url)).toContain(said)
    const other = withPullRequest(withPullRequest(before, `${url}0`), url)
    expect(other).toBe(withPullRequest(before, url))
  })

  it('changes nothing where there is no branch', () => {
    const nothing = buildBatchSummary(batch([]), facts)
    expect(withPullRequest(nothing, url)).toBe(nothing)
  })
})
