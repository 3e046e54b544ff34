import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import { NO_CHOICE } from '#shared/worker.ts'
import { OneByOne } from '../process/one-by-one.ts'
import { Attempts } from './attempts.ts'
import { Budgets } from './budgets.ts'
import { Cancelling } from './cancelling.ts'
import { Candidates } from './candidates.ts'
import { Claim } from './claim.ts'
import type { Engine } from './engine.ts'
import { FurtherRuns } from './further-runs.ts'
import { Gate } from './gate.ts'
import { Grants } from './grants.ts'
import { MessageRecords } from './message-records.ts'
import { PromptPreviews } from './prompt-previews.ts'
import { PullWork } from './pull-work.ts'
import { LogBell, readStored } from './read-log.ts'
import { Readings } from './readings.ts'
import { Rechecks } from './rechecks.ts'
import { Release } from './release.ts'
import { RequestRecords } from './request-records.ts'
import { Requests } from './requests.ts'
import { Retention } from './retention.ts'
import { Review } from './review.ts'
import { RunQueries } from './run-queries.ts'
import { RunRecords } from './run-records.ts'
import { RunWorktrees } from './run-worktrees.ts'
import type { RunsRoom } from './runs-api.ts'
import { saidBefore } from './said-before.ts'
import { Scheduler } from './scheduler.ts'
import { Steering } from './steering.ts'
import { strayWorktrees } from './strays.ts'
import { TakeBack } from './take-back.ts'
import { TaskPrompts } from './task-prompts.ts'
import { Trash } from './trash.ts'
import { Workers } from './workers.ts'

export { canGoOn, type MergedPull } from './pull-work.ts'
export type { StoredItem } from './read-log.ts'
export type { ProjectLoad, RecordedRun } from './run-queries.ts'
export type { HeldTask, HeldWorktree, Orphan } from './run-worktrees.ts'
export type { Runs, RunsRoom } from './runs-api.ts'

export type RunsOptions = Omit<
  Engine,
  'records' | 'requests' | 'messages' | 'grants' | 'bell' | 'perTask' | 'budgets'
>

/** Wires the parts of the room. */
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
  const attempts = new Attempts(engine, { gate, claim, prompts, workers })
  const further = new FurtherRuns(engine, { scheduler, gate, claim, workers })
  const cancelling = new Cancelling(engine, { scheduler, gate, claim })
  const requests = new Requests(engine, { scheduler, cancelling, workers })
  const steering = new Steering(engine, scheduler, requests, workers)
  const previews = new PromptPreviews(engine, { gate, prompts, workers })
  const trash = new Trash(engine)
  const readings = new Readings(engine, { scheduler, gate, claim })
  const candidates = new Candidates(engine, { scheduler, gate, claim, trash })
  const review = new Review(engine, scheduler, gate, trash)
  const takeBack = new TakeBack(engine, scheduler, gate)
  const rechecks = new Rechecks(engine, scheduler, gate)
  const pullWork = new PullWork(engine, { scheduler, gate, attempts, further, review, trash })
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
      further.giveBack(runId, text, baseCommit, also, choice),
    costOfBatch: (batchId, db) => budgets.costOfBatch(batchId, db),
    onSpent: (listener) => scheduler.onSpent(listener),
    noteMerged: (runId, commit) => review.noteMerged(runId, commit),
    sweepMerged: (runId) => review.sweepMerged(runId),
    followUp: (runId, text, also) => pullWork.followUp(runId, text, also),
    startFrom: (taskId, from, also) => pullWork.startFrom(taskId, from, also),
    forwardTo: (runId, commit) => pullWork.forwardTo(runId, commit),
    notePullMerged: (runId, merged) => pullWork.notePullMerged(runId, merged),
    ofBatch: (batchId) => queries.ofBatch(batchId),
    resolve: (runId, conflict, also) => further.resolve(runId, conflict, also),
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
    cancel: (runId) => cancelling.run(runId),
    cancelTask: (taskId) => cancelling.task(taskId),
    retry: (runId, choice) => attempts.retry(runId, choice),
    sendBack: (runId, comments, choice) => further.sendBack(runId, comments, choice),
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
      return hasFailed ? further.checkAgain(runId) : rechecks.start(runId)
    },
    stopCheck: (runId) => rechecks.stop(runId),
    headOf: (runId) => review.headOf(runId),
    listTrash: () => trash.records.list(),
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
      for (const { id } of unfinished) await cancelling.run(id)
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
