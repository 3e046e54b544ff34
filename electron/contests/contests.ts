import { CANDIDATES, type ContestStatus, isContestOver } from '#shared/contest-words.ts'
import { compareCandidates } from '#shared/compare-candidates.ts'
import type { Candidate, Contest, CreateContest } from '#shared/contests.ts'
import { AppError, notFound } from '#shared/errors.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Diff, Run } from '#shared/runs.ts'
import { Drivers } from '../process/drivers.ts'
import type { Tx } from '../store/store.ts'
import { ContestDriver, showOnTask } from './contest-driver.ts'
import { ContestRecords, type ContestRow } from './contest-records.ts'
import type { ContestContext } from './context.ts'
import { createContest } from './create.ts'

/** What the rest of the host knows of contests. */
export interface Contests {
  /** Makes a contest and begins it: see {@link createContest}. */
  create(input: CreateContest): Promise<Contest>
  /** Those that are not over. */
  list(): Promise<{ items: Contest[]; seq: number }>
  get(id: string): Promise<Contest>
  /** Its runs in the order in which they are worth reading: see {@link compareCandidates}. */
  candidates(id: string): Promise<{ items: Run[]; seq: number }>
  add(id: string, candidate: Candidate): Promise<Contest>
  /** One that was taken is answered as it is. */
  take(id: string, runId: string): Promise<Contest>
  /** One that was cancelled is answered as it is. */
  cancel(id: string): Promise<Contest>
  /** From the work of one candidate to that of another. */
  diff(id: string, pair: { a: string; b: string }): Promise<Diff>
  /** @throws AppError PROJECT_BUSY while a contest of the project is not over */
  requireNoneOf(projectId: string): Promise<void>
}

/** The contests room, ready but not yet at work. */
export interface ContestsRoom extends Contests {
  /** The one at a task that is not over. */
  contestOf(taskId: string, db?: Tx['db']): Promise<string | null>
  /** Those that are not over. */
  openIds(): Promise<string[]>
  /** Continues what a crash left. */
  start(): Promise<void>
  /** Lets go of every contest without changing its state; they go on at the next start. */
  close(): Promise<void>
}

export function createContests(options: Omit<ContestContext, 'records'>): ContestsRoom {
  const { store, runs, tasks, projects, git } = options
  const records = new ContestRecords(store, runs)
  const context: ContestContext = { ...options, records }
  const drivers = new Drivers((id) => new ContestDriver(context, id))

  /** Fixes how a contest ends, unless that is fixed already. */
  async function end(id: string, taken: string | null): Promise<Contest> {
    await store.write(async (tx) => {
      const row = await records.row(id, tx.db)
      const isEnding = row.step !== 'runs'
      if (isEnding && row.taken_run_id === taken) return
      requireOpen(row)
      if (taken !== null) requireTakeable(await candidateOf(id, taken, tx.db))
      await records.update(tx, id, { taken_run_id: taken, step: 'end_runs' })
    })
    context.onMoment?.(id, 'chosen')
    drivers.drive(id)
    return records.contest(id)
  }

  async function candidateOf(id: string, runId: string, db?: Tx['db']): Promise<Run> {
    const found = (await runs.ofContest(id, db)).find((run) => run.id === runId)
    if (found === undefined) throw notFound('candidate of this contest', runId)
    return found
  }

  const stopListening = store.subscribe((events) => {
    const hasMoved = events.some(({ event, data }) => event.startsWith('execution:') && 'status' in data)
    if (hasMoved) drivers.wakeAll()
  })

  return {
    async create(input) {
      const contest = await createContest(context, input)
      drivers.drive(contest.id)
      return contest
    },

    async list() {
      const seq = await store.seq()
      const items: Contest[] = []
      for (const id of await records.open()) items.push(await records.contest(id))
      return { items, seq }
    },

    get: (id) => records.contest(id),

    async candidates(id) {
      const seq = await store.seq()
      await records.row(id)
      return { items: compareCandidates(await runs.ofContest(id)), seq }
    },

    async add(id, candidate) {
      const row = await records.row(id)
      requireOpen(row)
      const { task_id, base_branch, base_commit, prompt, parallel } = row
      const contest = { contestId: id, parallel, baseBranch: base_branch, baseCommit: base_commit, prompt }
      await runs.beginCandidates(task_id, contest, [candidate], async (tx, insert) => {
        const now = await records.row(id, tx.db)
        requireOpen(now)
        if ((await runs.ofContest(id, tx.db)).length >= CANDIDATES.max)
          throw illegal(now, `A task can have at most ${CANDIDATES.max} candidates at once.`)
        await insert()
        await records.tellCandidates(tx, id)
        await records.update(tx, id, {}, 'add')
        const added = {
          status: 'in_progress',
          activityKind: 'contest:candidate_added',
          actor: 'user',
        } as const
        await tasks.recordExecution(tx, task_id, added)
        await showOnTask(context, tx, now)
      })
      drivers.drive(id)
      return records.contest(id)
    },

    take: (id, runId) => end(id, runId),

    cancel: (id) => end(id, null),

    async diff(id, { a, b }) {
      const row = await records.row(id)
      await candidateOf(id, a)
      await candidateOf(id, b)
      const [from, to] = [await runs.headOf(a), await runs.headOf(b)]
      return git.diff({ repo: await projects.repoPath(row.project_id), from, to })
    },

    async requireNoneOf(projectId) {
      const [contestId] = await records.open(projectId)
      if (contestId === undefined) return
      throw new AppError(
        'PROJECT_BUSY',
        'A task of this project has candidates of which none is taken yet. Take one, or cancel them first.',
        { contestId },
      )
    },

    contestOf: (taskId, db) => records.openOf(taskId, db),

    openIds: () => records.open(),

    async start() {
      for (const id of await records.open()) drivers.drive(id)
    },

    async close() {
      stopListening()
      await drivers.close()
    },
  }
}

/** @throws AppError ILLEGAL_TRANSITION when the contest is over or ends */
function requireOpen(row: ContestRow): void {
  if (isContestOver(row.status as ContestStatus)) throw illegal(row, `The contest is ${row.status}.`)
  if (row.step !== 'runs')
    throw illegal(
      row,
      row.taken_run_id === null ? 'It is being cancelled.' : 'A candidate was taken already.',
    )
}

/** @throws AppError ILLEGAL_TRANSITION for a candidate that goes on, or that has left nothing */
function requireTakeable({ status, worktreePath, headCommit, attempt }: Run): void {
  if (!isTerminal(status))
    throw new AppError(
      'ILLEGAL_TRANSITION',
      `Candidate ${attempt} is ${status}. Wait until it is over, or cancel it first.`,
      { status },
    )
  if (worktreePath !== null || headCommit !== null) return
  throw new AppError('ILLEGAL_TRANSITION', `Candidate ${attempt} has left no work that could be taken.`, {
    status,
  })
}

const illegal = (row: ContestRow, message: string) =>
  new AppError('ILLEGAL_TRANSITION', message, { status: row.status, step: row.step })
