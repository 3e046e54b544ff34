import { Virtualizer } from '@pierre/diffs/react'
import {
  Columns2,
  FoldVertical,
  GitCommitHorizontal,
  PanelLeft,
  RefreshCw,
  Rows2,
  UnfoldVertical,
  WrapText,
} from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Batch } from '#shared/batches.ts'
import type { DiffFile, Run } from '#shared/runs.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { useEntity } from '../state/hooks.ts'
import { batches } from '../state/stores.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { DiffPool } from './diff-pool.tsx'
import { type DiffStyle, FileDiffView } from './file-diff-view.tsx'
import { FileList } from './file-list.tsx'
import { filterFiles, inTreeOrder } from './file-tree.ts'
import { fingerprint, readViewed, type ReviewNote, type ViewedMarks, writeViewed } from './review-notes.ts'
import { type DiffState, useDiff } from './use-diff.ts'
import type { ReviewNotes } from './use-review-notes.ts'
import { useThemeType } from './use-theme-type.ts'

const marks = (file: DiffFile) =>
  fingerprint(file.patch ?? `${file.additions} ${file.deletions} ${file.binary}`)

function useKept<T extends string>(key: string, fallback: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      return (localStorage.getItem(key) as T | null) ?? fallback
    } catch {
      return fallback
    }
  })
  const set = useCallback(
    (next: T) => {
      setValue(next)
      try {
        localStorage.setItem(key, next)
      } catch (error) {
        console.warn('The choice is not kept', error)
      }
    },
    [key],
  )
  return [value, set]
}

const NO_NOTES: readonly ReviewNote[] = []

type Remarks = {
  notes: ReviewNotes
  /** Remarks make sense: the run can be sent back. */
  canSendBack: boolean
  onSendBack: () => void
}

/** What a run changed against its base: the list of files and their diffs. One run for life (give it a key). */
export default function Changes({ run, ...remarks }: { run: Run } & Remarks) {
  const isLive = run.status === 'running' || run.status === 'queued'
  return (
    <DiffView
      id={run.id}
      state={useDiff(run)}
      base={baseOf(run, useEntity(batches, run.batchId))}
      styleKey="openlinear.diff-style"
      style="unified"
      empty={isLive ? 'The agent has not changed a file yet.' : 'The branch is the same as its base.'}
      {...remarks}
    />
  )
}

/** What its base is called: after others, a task of a batch starts from what the batch has merged by then. */
function baseOf(run: Run, batch: Batch | undefined): string {
  if (run.purpose === 'resolve') return 'conflict'
  if (run.batchId === null || run.baseCommit === batch?.baseCommit) return run.baseBranch ?? 'base'
  return batch === undefined ? 'base' : 'batch'
}

/** A diff as the list of its files and their patches. One diff for life (give it a key). */
export function DiffView({
  id,
  state: { diff, loading, error, reload },
  base,
  styleKey,
  style: firstStyle,
  empty,
  notes,
  canSendBack,
  onSendBack,
}: {
  /** Keeps which files were viewed. */
  id: string
  state: DiffState
  /** What its left side is called. */
  base: string
  /** Where the choice of one column or two is kept, and which it is at first. */
  styleKey: string
  style: DiffStyle
  /** What it means that there is no file in it. */
  empty: string
} & Remarks) {
  const themeType = useThemeType()
  const [style, setStyle] = useKept<DiffStyle>(styleKey, firstStyle)
  const [wrap, setWrap] = useKept<'on' | 'off'>('openlinear.diff-wrap', 'off')
  const [list, setList] = useKept<'on' | 'off'>('openlinear.diff-files', 'on')
  const [query, setQuery] = useState('')
  const [viewed, setViewed] = useState<ViewedMarks>(() => readViewed(id))
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [current, setCurrent] = useState<string | null>(null)
  const body = useRef<HTMLDivElement>(null)

  const files = useMemo(() => inTreeOrder(diff?.files ?? []), [diff])
  const shown = useMemo(() => filterFiles(files, query), [files, query])
  const prints = useMemo(() => new Map(files.map((file) => [file.path, marks(file)])), [files])
  const isViewed = useCallback(
    (file: DiffFile) => viewed[file.path] !== undefined && viewed[file.path] === prints.get(file.path),
    [viewed, prints],
  )
  const notesOf = useMemo(() => {
    const map = new Map<string, ReviewNote[]>()
    for (const note of notes.notes) map.set(note.path, [...(map.get(note.path) ?? []), note])
    return map
  }, [notes.notes])

  const fold = useCallback(
    (path: string, folded: boolean) => setFolds((before) => new Map(before).set(path, folded)),
    [],
  )
  const onViewed = useCallback(
    (file: DiffFile, on: boolean) => {
      setViewed((before) => {
        const next = { ...before }
        if (on) next[file.path] = marks(file)
        else delete next[file.path]
        writeViewed(id, next)
        return next
      })
      fold(file.path, on)
    },
    [id, fold],
  )
  const pick = useCallback((path: string) => {
    setCurrent(path)
    setFolds((before) => (before.get(path) === true ? new Map(before).set(path, false) : before))
    body.current?.querySelector(`[data-path="${CSS.escape(path)}"]`)?.scrollIntoView({ block: 'start' })
  }, [])

  if (!diff) {
    if (error !== null) {
      return (
        <EmptyState
          title="The changes could not be read"
          action={<Button onClick={reload}>Try again</Button>}
        >
          {error}
        </EmptyState>
      )
    }
    return (
      <div className="grid place-items-center py-12">
        <Spinner label="Loading the changes" size={16} />
      </div>
    )
  }

  const additions = files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0)
  const seen = files.filter(isViewed).length
  const allFolded = shown.length > 0 && shown.every((file) => folds.get(file.path) ?? isViewed(file))

  return (
    <DiffPool>
      <div ref={body} className="flex min-h-0 flex-1 flex-col">
        <div className="flex min-h-9 flex-none flex-wrap items-center gap-x-3 gap-y-1 py-1.5 text-12 text-fg-2">
          <IconButton
            label={list === 'on' ? 'Hide the list of files' : 'Show the list of files'}
            aria-pressed={list === 'on'}
            onClick={() => setList(list === 'on' ? 'off' : 'on')}
          >
            <PanelLeft />
          </IconButton>
          <span className="whitespace-nowrap">
            {files.length} {files.length === 1 ? 'file' : 'files'}{' '}
            <PlusMinus additions={additions} deletions={deletions} />
          </span>
          <span className="flex items-center gap-1.5 font-mono text-11 whitespace-nowrap text-fg-3">
            <GitCommitHorizontal aria-hidden className="size-3.5" />
            <span title={`Base: ${diff.baseCommit}`}>
              {base}@{diff.baseCommit.slice(0, 7)}
            </span>
            →<span title={`Head: ${diff.headCommit}`}>{diff.headCommit.slice(0, 7)}</span>
          </span>
          {loading && <Spinner label="Reading newer changes" />}
          {error !== null && (
            <span role="alert" className="flex items-center gap-2 text-bad">
              {error}
            </span>
          )}
          <span className="flex-1" />
          {notes.notes.length > 0 && (
            <Button size="s" variant="primary" onClick={onSendBack}>
              Send back {notes.notes.length} {notes.notes.length === 1 ? 'remark' : 'remarks'}
            </Button>
          )}
          {files.length > 0 && (
            <span className="text-11 whitespace-nowrap text-fg-3 tabular-nums">
              {seen} of {files.length} viewed
            </span>
          )}
          <span className="flex items-center">
            <IconButton label="Read the changes anew" onClick={reload}>
              <RefreshCw />
            </IconButton>
            <IconButton
              label={allFolded ? 'Show all files' : 'Fold all files'}
              onClick={() => setFolds(new Map(files.map((file) => [file.path, !allFolded])))}
            >
              {allFolded ? <UnfoldVertical /> : <FoldVertical />}
            </IconButton>
            <IconButton
              label={wrap === 'on' ? 'Do not wrap long lines' : 'Wrap long lines'}
              aria-pressed={wrap === 'on'}
              className="aria-pressed:bg-active aria-pressed:text-fg"
              onClick={() => setWrap(wrap === 'on' ? 'off' : 'on')}
            >
              <WrapText />
            </IconButton>
            <IconButton
              label={style === 'unified' ? 'Show side by side' : 'Show in one column'}
              onClick={() => setStyle(style === 'unified' ? 'split' : 'unified')}
            >
              {style === 'unified' ? <Columns2 /> : <Rows2 />}
            </IconButton>
          </span>
        </div>
        {files.length === 0 ? (
          <EmptyState title="No changes">{empty}</EmptyState>
        ) : (
          <div className="flex min-h-0 flex-1 gap-3">
            {list === 'on' && (
              <FileList
                files={shown}
                total={files.length}
                query={query}
                onQuery={setQuery}
                current={current}
                viewed={isViewed}
                onPick={pick}
              />
            )}
            <Virtualizer
              className="min-w-0 flex-1 overflow-y-auto [overflow-anchor:none]"
              contentClassName="pb-10"
            >
              {shown.map((file) => (
                <FileDiffView
                  key={file.path}
                  file={file}
                  diffStyle={style}
                  wrap={wrap === 'on'}
                  themeType={themeType}
                  folded={folds.get(file.path) ?? isViewed(file)}
                  onFold={fold}
                  viewed={isViewed(file)}
                  onViewed={onViewed}
                  notes={notesOf.get(file.path) ?? NO_NOTES}
                  onSave={canSendBack ? notes.save : null}
                  onRemove={notes.remove}
                />
              ))}
            </Virtualizer>
          </div>
        )}
      </div>
    </DiffPool>
  )
}
