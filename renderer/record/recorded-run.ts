import type { LoggedRun } from '../run/log-list.tsx'
import type { RunRecord } from './record-reader.ts'

/** The run of a record as its log is drawn for it. While it is played it goes on. */
export const recordedRun = ({ head, end }: RunRecord, isPlaying: boolean): LoggedRun => ({
  attempt: head.attempt,
  status: end === null || isPlaying ? 'running' : end.status,
  worktreePath: head.worktree,
  queuePosition: null,
  heldSince: null,
})
