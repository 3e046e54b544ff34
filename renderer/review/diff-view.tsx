import { Virtualizer } from '@pierre/diffs/react'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { fingerprint } from '#shared/fingerprint.ts'
import type { DiffFile } from '#shared/runs.ts'
import { useCommand } from '../commands/use-command.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import type { DiffStyle, ReadSides } from './code-diff.tsx'
import { DiffPool } from './diff-pool.tsx'
import { DiffToolbar } from './diff-toolbar.tsx'
import { type FileActs, FileDiffView } from './file-diff-view.tsx'
import { FileList } from './file-list.tsx'
import { filterFiles, inTreeOrder } from './file-tree.ts'
import { LooseNotes } from './loose-notes.tsx'
import { looseNotes, placeNotes } from './past-notes.ts'
import { readPicture, readSides } from './review-calls.ts'
import { notesToSend, type ReviewNote } from './review-notes.ts'
import type { DiffState } from './use-diff.ts'
import { useKept } from './use-kept.ts'
import type { ReviewNotes } from './use-review-notes.ts'
import { useThemeType } from './use-theme-type.ts'
import { useWalk } from './use-walk.ts'
import { readViewed, type ViewedMarks, writeViewed } from './viewed-marks.ts'

const marks = (file: DiffFile) =>
  fingerprint(file.patch ?? `${file.additions} ${file.deletions} ${file.binary}`)

const NO_NOTES: readonly ReviewNote[] = []

export type Remarks = {
  notes: ReviewNotes
  /** Remarks make sense: the run can be sent back. */
  canSendBack: boolean
  onSendBack: () => void
}

export type DiffViewProps = Remarks & {
  /** Keeps which files were viewed. */
  id: string
  /** Its changes are walked through by keys, which are taken from the rooms around it. */
  hasKeys?: boolean
  /** Whose repository has the commits. */
  projectId: string
  state: DiffState
  /** What its left side is called. */
  base: string
  /** Where the choice of one column or two is kept, and which it is at first. */
  styleKey: string
  style: DiffStyle
  /** What it means that there is no file in it. */
  empty: string
  /** What it is compared with, to choose from. */
  choice?: ReactNode
  /** Whether white space is left out, and how that is changed. */
  space?: { isLeftOut: boolean; set: (isLeftOut: boolean) => void }
  pastNotes?: readonly ReviewNote[]
  open?: FileActs['open']
  hasEditor?: boolean
  takeBack?: FileActs['takeBack']
}

/** A diff as the list of its files and their patches. One diff for life (give it a key). */
export function DiffView({
  id,
  hasKeys = false,
  projectId,
  state,
  base,
  styleKey,
  style: firstStyle,
  empty,
  choice,
  space,
  pastNotes = NO_NOTES,
  open = null,
  hasEditor = false,
  takeBack = null,
  notes,
  canSendBack,
  onSendBack,
}: DiffViewProps) {
  const { diff, error, reload } = state
  const themeType = useThemeType()
  const [style, setStyle] = useKept<DiffStyle>(styleKey, firstStyle)
  const [wrap, setWrap] = useKept<'on' | 'off'>('openlinear.diff-wrap', 'off')
  const [list, setList] = useKept<'on' | 'off'>('openlinear.diff-files', 'on')
  const [query, setQuery] = useState('')
  const [viewed, setViewedMarks] = useState<ViewedMarks>(() => readViewed(id))
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map())

  const files = useMemo(() => inTreeOrder(diff?.files ?? []), [diff])
  const shown = useMemo(() => filterFiles(files, query), [files, query])
  const prints = useMemo(() => new Map(files.map((file) => [file.path, marks(file)])), [files])
  const isViewed = useCallback(
    (file: DiffFile) => viewed[file.path] !== undefined && viewed[file.path] === prints.get(file.path),
    [viewed, prints],
  )
  // What a program has written is folded until somebody wants it.
  const isFolded = (file: DiffFile) =>
    folds.get(file.path) ?? (isViewed(file) || file.generated !== undefined)
  const notesOf = useMemo(() => Map.groupBy(notes.notes, ({ path }) => path), [notes.notes])
  const begunOf = useMemo(() => Map.groupBy(notes.begun, ({ path }) => path), [notes.begun])
  const pastOf = useMemo(
    () =>
      new Map(
        pastNotes.length === 0 ? [] : files.map((file) => [file.path, placeNotes(file, pastNotes)] as const),
      ),
    [files, pastNotes],
  )

  const fold = useCallback(
    (path: string, folded: boolean) => setFolds((before) => new Map(before).set(path, folded)),
    [],
  )
  const setViewed = useCallback(
    (file: DiffFile, on: boolean) => {
      setViewedMarks((before) => {
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
  const sides = useMemo<ReadSides | null>(
    () =>
      diff === null
        ? null
        : (file) => readSides(projectId, { from: diff.baseCommit, to: diff.headCommit }, file),
    [projectId, diff],
  )
  const readOld = useMemo(
    () => (diff === null ? null : (path: string) => readPicture(projectId, diff.baseCommit, path)),
    [projectId, diff],
  )
  const readNew = useMemo(
    () => (diff === null ? null : (path: string) => readPicture(projectId, diff.headCommit, path)),
    [projectId, diff],
  )
  const fixed = useMemo(
    () => ({
      fold,
      setViewed,
      saveNote: canSendBack ? notes.save : null,
      beginNote: notes.begin,
      removeNote: notes.remove,
      open,
      hasEditor,
      takeBack,
      readSides: sides,
      readOld,
      readNew,
    }),
    [
      fold,
      setViewed,
      canSendBack,
      notes.save,
      notes.begin,
      notes.remove,
      open,
      hasEditor,
      takeBack,
      sides,
      readOld,
      readNew,
    ],
  )
  const { cursor, pick, goToFile, register, follow } = useWalk(shown, { hasKeys, isFolded, isViewed }, fixed)
  const acts = useMemo<FileActs>(
    () => ({
      ...fixed,
      pick,
      takeBack:
        fixed.takeBack === null
          ? null
          : (...part) => {
              follow()
              fixed.takeBack?.(...part)
            },
    }),
    [fixed, pick, follow],
  )
  const setSpace = (on: boolean) => {
    follow()
    space?.set(on)
  }
  useCommand('changes.space', () => setSpace(space?.isLeftOut !== true), {
    enabled: hasKeys && space !== undefined,
  })

  if (!diff) {
    if (error !== null) {
      return (
        <EmptyState
          title={t('The changes could not be read')}
          action={<Button onClick={reload}>{t('Try again')}</Button>}
        >
          {error}
        </EmptyState>
      )
    }
    return <Loading label={t('Loading the changes')} />
  }

  const allFolded = shown.length > 0 && shown.every(isFolded)
  return (
    <DiffPool>
      <div className="@container flex min-h-0 flex-1 flex-col">
        <DiffToolbar
          diff={diff}
          state={state}
          base={base}
          seen={files.filter(isViewed).length}
          remarks={notesToSend(notes).length}
          onSendBack={onSendBack}
          choice={choice}
          list={list === 'on'}
          onList={(on) => setList(on ? 'on' : 'off')}
          allFolded={allFolded}
          onFoldAll={() => setFolds(new Map(files.map((file) => [file.path, !allFolded])))}
          space={space?.isLeftOut ?? null}
          onSpace={setSpace}
          wrap={wrap === 'on'}
          onWrap={(on) => setWrap(on ? 'on' : 'off')}
          style={style}
          onStyle={setStyle}
        />
        <LooseNotes
          notes={notes.notes.filter(({ path }) => !prints.has(path))}
          begun={notes.begun.filter(({ path }) => !prints.has(path))}
          pastNotes={looseNotes(files, pastNotes)}
          onBegin={notes.begin}
          onSave={fixed.saveNote}
          onRemove={notes.remove}
        />
        {files.length === 0 ? (
          <EmptyState title={t('No changes')}>{empty}</EmptyState>
        ) : (
          <div className="flex min-h-0 flex-1 gap-3 @max-[44em]:flex-col @max-[44em]:gap-2">
            {list === 'on' && (
              <FileList
                files={shown}
                total={files.length}
                query={query}
                onQuery={setQuery}
                current={cursor?.path ?? null}
                viewed={isViewed}
                onPick={(path) => {
                  fold(path, false)
                  goToFile(path)
                }}
              />
            )}
            <Virtualizer
              className="min-h-0 min-w-0 flex-1 overflow-y-auto [overflow-anchor:none]"
              contentClassName="pb-10"
            >
              {shown.map((file) => (
                <FileDiffView
                  key={file.path}
                  file={file}
                  diffStyle={style}
                  wrap={wrap === 'on'}
                  themeType={themeType}
                  folded={isFolded(file)}
                  viewed={isViewed(file)}
                  current={cursor?.path === file.path ? cursor.change : -1}
                  notes={notesOf.get(file.path) ?? NO_NOTES}
                  begun={begunOf.get(file.path) ?? NO_NOTES}
                  pastNotes={pastOf.get(file.path) ?? NO_NOTES}
                  acts={acts}
                  register={register}
                />
              ))}
            </Virtualizer>
          </div>
        )}
      </div>
    </DiffPool>
  )
}
