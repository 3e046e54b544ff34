import { useCallback, useMemo, useState } from 'react'
import type { Batch } from '#shared/batches.ts'
import { commentsIn } from '#shared/prompt.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { DiffFile, Run } from '#shared/runs.ts'
import { useConnection, useEntity } from '../state/hooks.ts'
import { batches } from '../state/stores.ts'
import { t } from '../strings/t.ts'
import { Segmented } from '../ui/segmented.tsx'
import { CheckLine } from './check-line.tsx'
import { DiffView, type Remarks } from './diff-view.tsx'
import { readSentNotes } from './past-notes.ts'
import { type PatchChange, reviewedBefore } from './patch-changes.ts'
import { openFile, takeBack } from './review-calls.ts'
import { TakenBackLine } from './taken-back-line.tsx'
import { useDiff } from './use-diff.ts'
import { useKept } from './use-kept.ts'

/** What a review needs, where one has the room for it. */
export type Review = {
  /** All runs of the task. */
  runs: readonly Run[]
  onShowLog: () => void
  onSendBackWith: (comments: string) => void
}

/** What a run changed: against its base, or since its user has reviewed it last. One run for life (give it a key). */
export default function Changes({
  run,
  review = null,
  canSendBack,
  onSendBack,
  notes,
}: Remarks & {
  run: Run
  /** Null = it is looked at in passing. */
  review?: Review | null
}) {
  const isLive = !isTerminal(run.status)
  const before = review === null ? null : reviewedBefore(run, review.runs)
  const [compared, setCompared] = useState<'all' | 'since'>('all')
  const [space, setSpace] = useKept<'all' | 'ignored'>('openlinear.diff-space', 'all')
  const since = compared === 'since' && before !== null ? before.id : null
  const state = useDiff(run, { since, space })
  const base = baseOf(run, useEntity(batches, run.batchId))
  const hasEditor = useConnection(({ system }) => system?.can.openIn.includes('editor') === true)

  const { diff } = state
  // Also of the comparison before: what was said of a file is shown where nothing is changed in it.
  const [paths, setPaths] = useState<ReadonlySet<string>>(new Set())
  if (diff?.files.some(({ path }) => !paths.has(path)) === true)
    setPaths(new Set([...paths, ...diff.files.map(({ path }) => path)]))
  const pastNotes = useMemo(() => {
    const comments = before === null ? null : commentsIn(run.prompt)
    return comments === null ? [] : readSentNotes(comments, paths)
  }, [before, run.prompt, paths])
  const open = useCallback((path: string, line?: number) => void openFile(run.id, path, line), [run.id])
  // Only of the whole work as it is now: lines are told by their numbers.
  const head = diff?.headCommit
  const canTakeBack =
    review !== null &&
    canSendBack &&
    since === null &&
    diff?.baseCommit === run.baseCommit &&
    head === run.headCommit
  const onTakeBack = useCallback(
    (file: DiffFile, change?: PatchChange) => {
      if (head !== undefined) void takeBack(run, head, file, change)
    },
    [run, head],
  )
  return (
    <>
      {review !== null && (
        <CheckLine
          run={run}
          onShowLog={review.onShowLog}
          onSendBackWith={canSendBack ? review.onSendBackWith : null}
        />
      )}
      {review !== null && canSendBack && <TakenBackLine run={run} />}
      {review !== null && isUncommitted(run) && diff !== null && diff.files.length > 0 && (
        <p className="mt-2 flex-none text-12 text-fg-3">
          {t(
            'The run ended before its work was committed, so none of it can be taken back here. Retry the run, or change the files in its worktree.',
          )}
        </p>
      )}
      <DiffView
        id={run.id}
        hasKeys={review !== null}
        projectId={run.projectId}
        state={state}
        base={since === null || before === null ? base : t('run {attempt}', { attempt: before.attempt })}
        styleKey="openlinear.diff-style"
        style="unified"
        empty={emptyWords(isLive, since !== null)}
        choice={
          before === null ? undefined : (
            <Segmented
              label={t('Compared with')}
              value={compared}
              options={[
                { id: 'all', label: t('All changes') },
                { id: 'since', label: t('Since your last review') },
              ]}
              onChange={setCompared}
            />
          )
        }
        space={{
          isLeftOut: space === 'ignored',
          set: (on) => setSpace(on ? 'ignored' : 'all'),
        }}
        pastNotes={pastNotes}
        open={run.worktreePath === null ? null : open}
        hasEditor={hasEditor}
        takeBack={canTakeBack ? onTakeBack : null}
        notes={notes}
        canSendBack={canSendBack}
        onSendBack={onSendBack}
      />
    </>
  )
}

/** What is taken back is a commit on top of the run's own: a run that failed has none. */
const isUncommitted = ({ status, headCommit, worktreePath, discardedAt }: Run): boolean =>
  isTerminal(status) && headCommit === null && worktreePath !== null && discardedAt === null

function emptyWords(isLive: boolean, isSince: boolean): string {
  if (isSince) return t('Nothing has changed since your last review.')
  return isLive ? t('The agent has not changed a file yet.') : t('The branch is the same as its base.')
}

/** What its base is called: after others, a task of a batch starts from what the batch has merged by then. */
function baseOf(run: Run, batch: Batch | undefined): string {
  if (run.purpose === 'resolve') return t('conflict')
  if (run.batchId === null || run.baseCommit === batch?.baseCommit) return run.baseBranch ?? t('base')
  return batch === undefined ? t('base') : t('batch')
}
