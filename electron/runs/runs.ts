import type { UsedUp } from '#shared/budget.ts'
import type { AnswerRequest, Grant, Request, RunMessage } from '#shared/requests.ts'
import type { LogItem, TodoItem } from '#shared/run-log.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import { NO_CHOICE } from '#shared/worker.ts'
import type { Run, TrashEntry } from '#shared/runs.ts'
import type { SaidWords } from '#shared/steering.ts'
import { Attempts, type InBatch } from './attempts.ts'
import type { Tx } from '../store/store.ts'
import type { Engine } from './engine.ts'
import { Budgets, type Today } from './budgets.ts'
import { Candidates } from './candidates.ts'
import { type Also, Claim } from './claim.ts'
import { Gate } from './gate.ts'
import { Grants } from './grants.ts'
import { MessageRecords } from './message-records.ts'
import { PullWork } from './pull-work.ts'
import { LogBell, type LogRange, readStored, type StoredItem } from './read-log.ts'
import { Readings } from './readings.ts'
import { Release } from './release.ts'
import { PromptPreviews } from './prompt-previews.ts'
import { RequestRecords } from './request-records.ts'
import { Requests } from './requests.ts'
import { Retention } from './retention.ts'
import { Rechecks } from './rechecks.ts'
import { Review } from './review.ts'
import { OneByOne } from '../process/one-by-one.ts'
import { type ProjectLoad, type RecordedRun, RunQueries } from './run-queries.ts'
import { RunRecords } from './run-records.ts'
import { type HeldWorktree, type Orphan, RunWorktrees } from './run-worktrees.ts'
import { saidBefore } from './said-before.ts'
import { Scheduler } from './scheduler.ts'
import { Steering } from './steering.ts'
import { strayWorktrees } from './strays.ts'
import { TakeBack } from './take-back.ts'
import { TaskPrompts } from './task-prompts.ts'
import { Trash } from './trash.ts'
import { Workers } from './workers.ts'

export type { HeldTask, HeldWorktree, Orphan } from './run-worktrees.ts'

export { canGoOn, type MergedPull } from './pull-work.ts'
export type { StoredItem } from './read-log.ts'
export type { ProjectLoad, RecordedRun } from './run-queries.ts'

/** What the rest of the host knows of runs. */
export interface Runs {
  /** Starts the next attempt of a task; a second call while one is open answers that one. */
  execute(taskId: string): Promise<Run>
  /** For auto-pull: see {@link Attempts.pull}. */
  pull(taskId: string): Promise<Run>
  /** How much goes on in each project. */
  load(): Promise<Map<string, ProjectLoad>>
  /** The budget of the day, if it is used up. */
  dayBudget(): Promise<UsedUp | null>
  /** US dollars that runs have cost today, and that the user has added to the day's budget. */
  today(): Promise<Today>
  /** When this host was started. */
  startedAt(): string
  /** Those that were at work when the host ended, and were not to be cancelled. */
  resumed(): readonly string[]
  /** The prompt that {@link execute} would send now. */
  promptOf: TaskPrompts['of']
  /** What {@link execute} would send now, and to whom. */
  previewPrompt: PromptPreviews['ofTask']
  /** The same for {@link sendBack}. */
  previewSendBack: PromptPreviews['ofSendBack']
  /** Where a run works: see {@link PromptPreviews.placeOf}. */
  placeOf: PromptPreviews['placeOf']
  /** What the user has said to agents of a project: see {@link saidBefore}. @throws AppError NOT_FOUND */
  said(projectId: string, limit: number): Promise<{ items: SaidWords[]; seq: number }>
  get(runId: string, db?: Tx['db']): Promise<Run>
  /** Open runs, the latest run of each task in review, and all candidates of contests that are not over. */
  list(): Promise<{ items: Run[]; seq: number }>
  /** All attempts of a task, newest first. */
  listForTask(taskId: string): Promise<{ items: Run[]; seq: number }>
  /** @throws AppError see {@link Attempts.requireStartable} */
  requireStartable(taskId: string): Promise<void>
  /** For batches: see {@link Attempts.executeIn}. */
  executeIn(taskId: string, batch: InBatch, also: Also): Promise<Run>
  /** For batches: see {@link Attempts.executeTogether}. */
  executeTogether: Attempts['executeTogether']
  /** {@link requireStartable} for a task of a batch. */
  requireReady(taskId: string): Promise<void>
  /** Says something to the agent when its turn ends, in the caller's transaction; nothing to one that is over. */
  tellIn(tx: Tx, runId: string, text: string): Promise<void>
  /** For batches: see {@link Attempts.giveBack}. */
  giveBack: Attempts['giveBack']
  /** What the runs of a batch have cost so far. */
  costOfBatch(batchId: string, db?: Pick<Tx['db'], 'selectFrom'>): Promise<number>
  /** Calls `listener` with the id of a batch each time that a run of it has cost more. */
  onSpent(listener: (batchId: string) => void): () => void
  /** The latest run of each task of a batch; see {@link resolversOf} for those that only resolve a conflict. */
  ofBatch(batchId: string): Promise<Run[]>
  /** For batches: see {@link Attempts.resolve}. */
  resolve(
    runId: string,
    conflict: { automatic: string; worktreePath: string; prompt: string },
    also: Also,
  ): Promise<Run>
  /** The latest run of each task of a batch that resolves, or has tried to resolve, its conflict. */
  resolversOf(batchId: string): Promise<Run[]>
  /** For contests: see {@link Candidates.requireBeginnable}. */
  requireBeginnable(taskId: string): Promise<void>
  /** @throws AppError IN_BATCH, IN_CONTEST in the caller's transaction */
  requireFreeIn(tx: Tx, taskId: string): Promise<void>
  /** For contests: see {@link Candidates.begin}. */
  beginCandidates: Candidates['begin']
  /** All candidates of a contest, in the order of their attempts. */
  ofContest: Candidates['list']
  /** For contests: see {@link Candidates.putAway}. */
  putCandidateAway(runId: string): Promise<void>
  /** For brainstorms: see {@link Readings}. */
  beginReading: Readings['begin']
  readingsOf: Readings['of']
  answersOf(runId: string): Promise<{ asked: string; said: string }[]>
  /** Waits until nobody works any more for a run that is over. */
  left(runId: string): Promise<void>
  /** A batch has brought the work of a run into the base branch at `commit`: its task is done. */
  noteMerged(runId: string, commit: string): Promise<void>
  /** A batch has the work of a run: its worktree goes, what is not committed there into the trash. */
  sweepMerged(runId: string): Promise<void>
  /** For pull requests: see {@link PullWork}. */
  followUp: PullWork['followUp']
  startFrom: PullWork['startFrom']
  forwardTo: PullWork['forwardTo']
  notePullMerged: PullWork['notePullMerged']
  cancel(runId: string): Promise<Run>
  cancelTask(taskId: string): Promise<Run>
  retry: Attempts['retry']
  sendBack: Attempts['sendBack']
  /** Answers the run's oldest open request that has choices. */
  continue(runId: string, choice: string): Promise<Run>
  /** What runs wait for the user with, oldest first, with answers that wait for a slot. */
  requests(): Promise<{ items: Request[]; seq: number }>
  /** @throws AppError NOT_FOUND when nobody asks (any more), CONFLICT when answered, BAD_REQUEST when it does not fit */
  answer(input: AnswerRequest): Promise<Request>
  /** Permissions given for good in a project, oldest first. */
  grants(projectId: string): Promise<{ items: Grant[]; seq: number }>
  revokeGrant(id: string): Promise<{ id: string }>
  /** Stops the agent; the run waits with a `limit` request. */
  pause(runId: string): Promise<Run>
  /** Lets a paused run go on; one that waits for something else goes on waiting. */
  resume(runId: string): Promise<void>
  /** For batches: see {@link Steering.resumeBatch}. */
  resumeBatch(batchId: string, also: (tx: Tx) => Promise<void>): Promise<void>
  /** Says something to the agent when its turn ends, with `interrupt` at once. */
  message: Steering['message']
  /** For batches: see {@link Steering.messageBatch}. */
  messageBatch: Steering['messageBatch']
  /** All that was said to a run while it went on, oldest first. */
  messages(runId: string): Promise<{ items: RunMessage[]; seq: number }>
  /** @throws AppError CONFLICT when it was said already */
  withdrawMessage(id: string): Promise<{ id: string }>
  discard(runId: string): Promise<Run>
  merge(
    runId: string,
    options: { strategy: 'ff' | 'merge'; moveCheckout: boolean },
  ): Promise<{ commit: string }>
  mergeState: Review['mergeState']
  diff: Review['diff']
  /** Takes a part of a run's work back: see {@link TakeBack.revert}. */
  revert: TakeBack['revert']
  restore: TakeBack['restore']
  takenBack: TakeBack['takenBack']
  /**
   * Runs the project's check on the work of a run that is over: see {@link Rechecks}. One that has failed because of it
   * becomes another run: see {@link Attempts.checkAgain}.
   */
  check(runId: string): Promise<Run>
  stopCheck(runId: string): Promise<Run>
  /** The commit of a run's work: its own, or a snapshot of its worktree as it stands now. */
  headOf(runId: string): Promise<string>
  /** Log items with seq > `after`, oldest first. */
  logs(range: LogRange): Promise<{ items: LogItem[]; lastSeq: number }>
  /** What the agent means to do, as its todo list says it last. @throws AppError NOT_FOUND */
  plan(runId: string): Promise<TodoItem[]>
  /**
   * Follows a run's log: first what is stored after `after`, then live, without gap or double, in batches.
   * Ends when the run is over and everything was given, or when `signal` aborts.
   */
  follow(runId: string, after: number, signal: AbortSignal): AsyncIterable<LogItem[]>
  /** What a record of the run says besides its log. @throws AppError NOT_FOUND */
  recorded(runId: string): Promise<RecordedRun>
  /** The log as it is stored, in pages that are quickly read: items after `after`, up to `upTo`. */
  storedLog(runId: string, after: number, upTo: number): Promise<StoredItem[]>
  listTrash(): Promise<{ items: TrashEntry[]; seq: number }>
  restoreTrash(id: string): Promise<{ branch: string; commit: string }>
  /** Drops all that was put away up to a moment, for good: see {@link Trash.empty}. */
  emptyTrash(until: string): Promise<{ dropped: number; left: number }>
  /** For the disk panel: see {@link RunWorktrees}. */
  heldWorktrees(): Promise<HeldWorktree[]>
  branches(projectId: string): Promise<string[]>
  freeWorktree(runId: string): Promise<string | null>
  putOrphanAway(orphan: Orphan): Promise<string | null>
  /**
   * Keeps the work of a task's runs in the trash and removes their worktrees, before the task goes away.
   * Worktrees of a repository that is gone stay where they are: there is nowhere to keep them.
   */
  releaseTask(taskId: string): Promise<void>
  /** The same for a whole project. @throws AppError PROJECT_BUSY while a run of it is open */
  releaseProject(projectId: string): Promise<void>
}

/** The runs room, ready but not yet at work: {@link RunsRoom.start} continues what a crash left. */
export interface RunsRoom extends Runs {
  /** Ends cancelled runs, continues open ones, finishes merges, sweeps what was left half removed. */
  start(): Promise<void>
  /** Lets go of every run without changing its state; they go on at the next start. */
  close(): Promise<void>
}

export type RunsOptions = Omit<
  Engine,
  'records' | 'requests' | 'messages' | 'grants' | 'bell' | 'perTask' | 'budgets'
>

export function createRuns(options: RunsOptions): RunsRoom {
  const { store, tasks, projects, log } = options
  const requestRecords = new RequestRecords(store)
  const records = new RunRecords(store, tasks, requestRecords)
  const messages = new MessageRecords(store)
  const grants = new Grants(store)
  const budgets = new Budgets(store, options.settings, projects)
  const bell = new LogBell()
  const perTask = new OneByOne()
  const engine: Engine = {
    ...options,
    records,
    requests: requestRecords,
    messages,
    grants,
    budgets,
    bell,
    perTask,
  }
  const scheduler = new Scheduler(engine)
  const gate = new Gate(engine)
  const prompts = new TaskPrompts(engine)
  const claim = new Claim(engine, scheduler, gate)
  const workers = new Workers(engine)
  const attempts = new Attempts(engine, { scheduler, gate, claim, prompts, workers })
  const requests = new Requests(engine, scheduler, attempts, workers)
  const steering = new Steering(engine, scheduler, requests, workers)
  const previews = new PromptPreviews(engine, { gate, prompts, workers })
  const trash = new Trash(engine)
  const readings = new Readings(engine, { scheduler, gate, claim })
  const candidates = new Candidates(engine, { scheduler, gate, claim, trash })
  const review = new Review(engine, scheduler, gate, trash)
  const takeBack = new TakeBack(engine, scheduler, gate)
  const rechecks = new Rechecks(engine, scheduler, gate)
  const pullWork = new PullWork(engine, { scheduler, gate, attempts, review, trash })
  const retention = new Retention(engine, trash)
  const worktrees = new RunWorktrees(engine, scheduler, gate, trash)
  const release = new Release(engine, scheduler, trash)
  const queries = new RunQueries(engine, scheduler)

  const startedAt = new Date().toISOString()
  let resumed: readonly string[] = []
  let finishing = Promise.resolve()
  const wakeOnLimits = store.subscribe((events) => {
    if (events.some(({ event }) => event === 'settings:updated' || event === 'project:updated'))
      void scheduler.wake()
  })

  return {
    execute: (taskId) => attempts.execute(taskId),
    pull: (taskId) => attempts.pull(taskId),
    dayBudget: () => budgets.day(),
    today: () => budgets.today(),
    startedAt: () => startedAt,
    resumed: () => resumed,
    load: () => queries.load(),
    requireStartable: (taskId) => attempts.requireStartable(taskId),
    executeIn: (taskId, batch, also) => attempts.executeIn(taskId, batch, also),
    executeTogether: (taskIds, batch, also) => attempts.executeTogether(taskIds, batch, also),
    requireReady: (taskId) => attempts.requireReady(taskId),
    async tellIn(tx, runId, text) {
      const { status } = await records.row(runId, tx.db)
      if (!isTerminal(status as RunStatus)) await messages.insert(tx, runId, text, NO_CHOICE, 'batch')
    },
    giveBack: (runId, text, baseCommit, also, choice) =>
      attempts.giveBack(runId, text, baseCommit, also, choice),
    costOfBatch: (batchId, db) => budgets.costOfBatch(batchId, db),
    onSpent: (listener) => scheduler.onSpent(listener),
    noteMerged: (runId, commit) => review.noteMerged(runId, commit),
    sweepMerged: (runId) => review.sweepMerged(runId),
    followUp: (runId, text, also) => pullWork.followUp(runId, text, also),
    startFrom: (taskId, from, also) => pullWork.startFrom(taskId, from, also),
    forwardTo: (runId, commit) => pullWork.forwardTo(runId, commit),
    notePullMerged: (runId, merged) => pullWork.notePullMerged(runId, merged),
    ofBatch: (batchId) => queries.ofBatch(batchId),
    resolve: (runId, conflict, also) => attempts.resolve(runId, conflict, also),
    resolversOf: (batchId) => queries.resolversOf(batchId),
    requireBeginnable: (taskId) => candidates.requireBeginnable(taskId),
    requireFreeIn: (tx, taskId) => gate.requireFreeIn(tx, taskId),
    beginCandidates: (taskId, contest, wanted, within) => candidates.begin(taskId, contest, wanted, within),
    ofContest: (contestId, db) => candidates.list(contestId, db),
    putCandidateAway: (runId) => candidates.putAway(runId),
    beginReading: (projectId, planner, within) => readings.begin(projectId, planner, within),
    readingsOf: (taskId, db) => readings.of(taskId, db),
    answersOf: (runId) => readings.answers(runId),
    left: (runId) => scheduler.left(runId),
    promptOf: (taskId) => prompts.of(taskId),
    previewPrompt: (taskId) => previews.ofTask(taskId),
    previewSendBack: (runId, comments, choice) => previews.ofSendBack(runId, comments, choice),
    placeOf: (runId) => previews.placeOf(runId),
    async said(projectId, limit) {
      const seq = await store.seq()
      await projects.get(projectId)
      return { items: await saidBefore(store, projectId, limit), seq }
    },
    cancel: (runId) => attempts.cancel(runId),
    cancelTask: (taskId) => attempts.cancelTask(taskId),
    retry: (runId, choice) => attempts.retry(runId, choice),
    sendBack: (runId, comments, choice) => attempts.sendBack(runId, comments, choice),
    continue: (runId, choice) => requests.continue(runId, choice),
    requests: () => requests.list(),
    answer: (input) => requests.answer(input),
    revokeGrant: (id) => grants.revoke(id),
    pause: (runId) => steering.pause(runId),
    resume: (runId) => steering.resume(runId),
    resumeBatch: (batchId, also) => steering.resumeBatch(batchId, also),
    message: (runId, text, interrupt, choice) => steering.message(runId, text, interrupt, choice),
    messageBatch: (batchId, words, also) => steering.messageBatch(batchId, words, also),
    messages: (runId) => steering.messages(runId),
    withdrawMessage: (id) => messages.withdraw(id),
    discard: (runId) => review.discard(runId),
    merge: (runId, how) => review.merge(runId, how),
    mergeState: (runId) => review.mergeState(runId),
    diff: (runId, how) => review.diff(runId, how),
    revert: (part) => takeBack.revert(part),
    restore: (work) => takeBack.restore(work),
    takenBack: (runId) => takeBack.takenBack(runId),
    async check(runId) {
      const { status, failure_code } = await records.row(runId)
      const hasFailed = status === 'failed' && failure_code === 'check_failed'
      return hasFailed ? attempts.checkAgain(runId) : rechecks.start(runId)
    },
    stopCheck: (runId) => rechecks.stop(runId),
    headOf: (runId) => review.headOf(runId),
    listTrash: () => trash.list(),
    restoreTrash: (id) => trash.restore(id),
    emptyTrash: (until) => trash.empty(until),
    heldWorktrees: () => worktrees.list(),
    branches: (projectId) => worktrees.branches(projectId),
    freeWorktree: (runId) => worktrees.free(runId),
    putOrphanAway: (orphan) => worktrees.putOrphanAway(orphan),
    get: (runId, db) => records.run(runId, db),
    list: () => queries.list(),
    listForTask: (taskId) => queries.ofTask(taskId),
    logs: (range) => queries.logs(range),
    plan: (runId) => queries.plan(runId),
    follow: (runId, after, signal) => queries.follow(runId, after, signal),
    recorded: (runId) => queries.recorded(runId),
    storedLog: (runId, after, upTo) => readStored(store, runId, after, upTo),
    releaseTask: (taskId) => release.task(taskId),
    releaseProject: (projectId) => release.project(projectId),

    async grants(projectId) {
      const seq = await store.seq()
      await projects.get(projectId)
      return { items: await grants.list(projectId), seq }
    },

    async start() {
      const unfinished = await store.db
        .selectFrom('runs')
        .select('id')
        .where('cancel_requested_at', 'is not', null)
        .where('status', 'in', ['queued', 'running', 'waiting'])
        .execute()
      for (const { id } of unfinished) await attempts.cancel(id)
      await takeBack.finish()
      await rechecks.settle()
      const atWork = store.db.selectFrom('runs').select('id').where('status', '=', 'running')
      resumed = (await atWork.where('cancel_requested_at', 'is', null).execute()).map(({ id }) => id)
      await scheduler.wake()
      await readings.start()
      retention.start()
      finishing = review.finishMerges().catch((error: unknown) => {
        log('warn', 'merges could not be looked for', { error: String(error) })
      })
      const strays = await strayWorktrees(engine)
      if (strays.length > 0) log('warn', 'worktrees that no run knows were left alone', { strays })
    },

    async close() {
      wakeOnLimits()
      review.close()
      await rechecks.close()
      await scheduler.close()
      await readings.close()
      await retention.close()
      await finishing
    },
  }
}
