import type { LogItem } from '#shared/run-log.ts'
import type { Diff, Run, TrashEntry } from '#shared/runs.ts'

/** What the rest of the host knows of runs. */
export interface Runs {
  /** Starts the next attempt of a task; a second call while one is open answers that one. */
  execute(taskId: string): Promise<Run>
  /** The prompt that {@link execute} would send now. */
  previewPrompt(taskId: string): Promise<string>
  get(runId: string): Promise<Run>
  /** Open runs and the latest run of each task in review. */
  list(): Promise<{ items: Run[]; seq: number }>
  /** All attempts of a task, newest first. */
  listForTask(taskId: string): Promise<{ items: Run[]; seq: number }>
  cancel(runId: string): Promise<Run>
  cancelTask(taskId: string): Promise<Run>
  retry(runId: string): Promise<Run>
  sendBack(runId: string, comments: string): Promise<Run>
  continue(runId: string, choice: string): Promise<Run>
  discard(runId: string): Promise<Run>
  merge(
    runId: string,
    options: { strategy: 'ff' | 'merge'; moveCheckout: boolean },
  ): Promise<{ commit: string }>
  diff(runId: string): Promise<Diff>
  /** Log items with seq > `after`, oldest first. */
  logs(runId: string, after: number, limit: number): Promise<{ items: LogItem[]; lastSeq: number }>
  /**
   * Follows a run's log: first what is stored after `after`, then live, without gap or double, in batches.
   * Ends when the run is over and everything was given, or when `signal` aborts.
   */
  follow(runId: string, after: number, signal: AbortSignal): AsyncIterable<LogItem[]>
  listTrash(): Promise<{ items: TrashEntry[]; seq: number }>
  restoreTrash(id: string): Promise<{ branch: string; commit: string }>
  /** Keeps the work of a task's runs in the trash and removes their worktrees, before the task goes away. */
  releaseTask(taskId: string): Promise<void>
  /** The same for a whole project. @throws AppError PROJECT_BUSY while a run of it is open */
  releaseProject(projectId: string): Promise<void>
}
