import type { UsedUp } from '#shared/budget.ts'
import type { AnswerRequest, Grant, Request, RunMessage } from '#shared/requests.ts'
import type { LogItem, TodoItem } from '#shared/run-log.ts'
import type { Run, TrashEntry } from '#shared/runs.ts'
import type { SaidWords } from '#shared/steering.ts'
import type { Tx } from '../store/store.ts'
import type { Attempts, InBatch } from './attempts.ts'
import type { Today } from './budgets.ts'
import type { Candidates } from './candidates.ts'
import type { Also } from './claim.ts'
import type { FurtherRuns } from './further-runs.ts'
import type { PromptPreviews } from './prompt-previews.ts'
import type { PullWork } from './pull-work.ts'
import type { LogRange, StoredItem } from './read-log.ts'
import type { Readings } from './readings.ts'
import type { Review } from './review.ts'
import type { ProjectLoad, RecordedRun } from './run-queries.ts'
import type { HeldWorktree, Orphan } from './run-worktrees.ts'
import type { Steering } from './steering.ts'
import type { TakeBack } from './take-back.ts'
import type { TaskPrompts } from './task-prompts.ts'

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
  /** For batches: see {@link FurtherRuns.giveBack}. */
  giveBack: FurtherRuns['giveBack']
  /** What the runs of a batch have cost so far. */
  costOfBatch(batchId: string, db?: Pick<Tx['db'], 'selectFrom'>): Promise<number>
  /** Calls `listener` with the id of a batch each time that a run of it has cost more. */
  onSpent(listener: (batchId: string) => void): () => void
  /** The latest run of each task of a batch; see {@link resolversOf} for those that only resolve a conflict. */
  ofBatch(batchId: string): Promise<Run[]>
  /** For batches: see {@link FurtherRuns.resolve}. */
  resolve: FurtherRuns['resolve']
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
  sendBack: FurtherRuns['sendBack']
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
   * becomes another run: see {@link FurtherRuns.checkAgain}.
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
