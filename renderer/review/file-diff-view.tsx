import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { generatedWords } from '#shared/generated-files.ts'
import type { DiffFile } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import {
  type Beneath,
  CodeDiff,
  type CodeDiffHandle,
  type DiffStyle,
  type ReadSides,
  type Side,
} from './code-diff.tsx'
import { FileHeader } from './file-header.tsx'
import { NoteBox } from './note-box.tsx'
import { lineOf } from './past-notes.ts'
import { PastNoteBox } from './past-note-box.tsx'
import { mayBePicture, PictureDiff, type ReadSide } from './picture-diff.tsx'
import { changeAt, changesOf, firstLineOf, hidesLines, type PatchChange } from './patch-changes.ts'
import { type ReviewNote, unwritten } from './review-notes.ts'

/** What can be done about the files of a diff; the same object for as long as that is the same. */
export type FileActs = {
  fold: (path: string, folded: boolean) => void
  setViewed: (file: DiffFile, viewed: boolean) => void
  /** A change of the file is looked at. */
  pick: (path: string, change: number) => void
  /** Null = nothing can be said of it. */
  saveNote: ((note: ReviewNote) => void) | null
  /** Begins one, or keeps what is written of it so far. */
  beginNote: (note: ReviewNote) => void
  removeNote: (id: string) => void
  /** Null = there is no worktree to open it in. */
  open: ((path: string, line?: number) => void) | null
  /** The host has an editor to open it in. */
  hasEditor: boolean
  /** Null = its work cannot be changed. */
  takeBack: ((file: DiffFile, change?: PatchChange) => void) | null
  readSides: ReadSides | null
  /** The content of a file before and now; null = it is not known yet of what. */
  readOld: ReadSide | null
  readNew: ReadSide | null
}

/** What is asked of a file that is drawn. */
export type FileHandle = {
  reveal: (change: number) => void
  expand: (change: number) => void
  remark: (change: number) => void
}

let drafts = 0

/** One changed file: its header, and its diff unless folded away. */
export const FileDiffView = memo(function FileDiffView({
  file,
  diffStyle,
  wrap,
  themeType,
  folded,
  viewed,
  current,
  notes,
  begun,
  pastNotes,
  acts,
  register,
}: {
  file: DiffFile
  diffStyle: DiffStyle
  wrap: boolean
  themeType: 'dark' | 'light'
  folded: boolean
  viewed: boolean
  /** Which of its changes is looked at; -1 = none. */
  current: number
  notes: readonly ReviewNote[]
  /** Those that are being written. */
  begun: readonly ReviewNote[]
  /** Of the review before, where their lines are now. */
  pastNotes: readonly ReviewNote[]
  acts: FileActs
  /** Takes the handle of the file while it is drawn; answers how to let it go. */
  register: (path: string, handle: FileHandle) => () => void
}) {
  const { path } = file
  const { saveNote, beginNote, removeNote, pick, fold } = acts
  /** The remark that was begun last in this window: it takes the focus. */
  const [latest, setLatest] = useState<string | null>(null)
  const code = useRef<CodeDiffHandle>(null)
  const section = useRef<HTMLElement>(null)
  const changes = changesOf(file)
  /** The patch whose surroundings were asked for: remarks may stand on lines that are not in it. */
  const [expanded, setExpanded] = useState<string | null>(null)

  const remark = useCallback(
    (side: Side, line: number, from = line, text = '') => {
      drafts += 1
      fold(path, false)
      const lines = Array.from(
        { length: line - from + 1 },
        (_, at) => code.current?.textOf(side, from + at) ?? '',
      )
      const quote = line === 0 ? '' : lines.join('\n')
      const id = `note-${Date.now()}-${drafts}`
      // One without a word gives way to the next.
      for (const one of begun) if (unwritten(one)) removeNote(one.id)
      beginNote({ id, path, side, line, ...(from < line ? { from } : {}), quote, text })
      setLatest(id)
    },
    [path, fold, begun, beginNote, removeNote],
  )
  const onLine = useCallback(
    (side: Side, line: number) => {
      const found = changeAt(changesOf(file), side, line)
      if (found >= 0) pick(path, found)
    },
    [file, path, pick],
  )
  useEffect(
    () =>
      register(path, {
        reveal(index) {
          const change = changes[index]
          if (change === undefined || code.current === null)
            section.current?.scrollIntoView({ block: 'start' })
          else code.current.reveal(change)
        },
        expand(index) {
          const change = changes[index]
          if (change !== undefined) code.current?.expand(change)
        },
        remark(index) {
          const change = changes[index]
          if (change === undefined) remark('additions', 0)
          else {
            const { side, line } = firstLineOf(change)
            remark(side, line)
          }
        },
      }),
    [register, path, changes, remark],
  )

  const { readSides } = acts
  const sides = useMemo<ReadSides | null>(
    () =>
      readSides === null
        ? null
        : async (one) => {
            const both = await readSides(one)
            setExpanded(one.patch ?? null)
            return both
          },
    [readSides],
  )

  const boxes = useMemo(() => {
    const again =
      saveNote === null ? null : ({ side, line, from, text }: ReviewNote) => remark(side, line, from, text)
    const past = pastNotes.map(
      (note): Beneath => ({
        id: note.id,
        side: note.side,
        line: note.line,
        content: <PastNoteBox key={note.id} note={note} onAgain={again} />,
      }),
    )
    const writing = new Map(begun.map((note) => [note.id, note]))
    const own = [...notes, ...begun.filter(({ id }) => !notes.some((one) => one.id === id))].map(
      (note): Beneath => {
        const line = expanded === file.patch ? note.line : lineOf(file, note)
        return {
          id: note.id,
          side: note.side,
          line,
          content: (
            <NoteBox
              key={note.id}
              note={note}
              standing={note.line > 0 && line === 0 ? 'gone' : 'beneath'}
              begun={writing.get(note.id) ?? null}
              takesFocus={note.id === latest}
              onBegin={beginNote}
              onSave={saveNote}
              onRemove={removeNote}
            />
          ),
        }
      },
    )
    return [...past, ...own]
  }, [file, notes, begun, pastNotes, latest, expanded, saveNote, beginNote, removeNote, remark])
  const beneath = useMemo(() => boxes.filter(({ line }) => line > 0), [boxes])

  const { takeBack, open, hasEditor } = acts
  const change = changes[current]
  return (
    <section
      ref={section}
      data-path={path}
      aria-label={
        file.binary
          ? t('{path}: binary file', { path })
          : t('{path}: {additions} added, {deletions} removed', {
              path,
              additions: file.additions,
              deletions: file.deletions,
            })
      }
      className="scroll-mt-0 pb-3"
    >
      <FileHeader
        file={file}
        folded={folded}
        viewed={viewed}
        current={folded ? -1 : current}
        count={changes.length}
        onFold={(on) => fold(path, on)}
        onViewed={(on) => acts.setViewed(file, on)}
        onRemark={saveNote === null ? null : () => remark('additions', 0)}
        onOpen={
          open === null || !hasEditor || file.status === 'deleted'
            ? null
            : () => open(path, change === undefined ? undefined : Math.max(1, change.now.start))
        }
        onTakeBack={
          takeBack === null ? null : (one) => takeBack(file, one && hasBoth(file) ? change : undefined)
        }
      />
      {folded && file.generated !== undefined && !viewed && (
        <button
          type="button"
          className="flex min-h-row w-full items-center gap-2 rounded-b-m border-x border-b border-line px-3 py-1.5 text-start text-12 text-fg-2 hover:bg-hover"
          onClick={() => {
            // The row goes away: what folds the file again is the next thing to press.
            section.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus()
            fold(path, false)
          }}
        >
          <span className="min-w-0 flex-1">
            {t('{kind}, folded', { kind: generatedWords(file.generated) })}
          </span>
          <span className="flex-none font-medium text-accent-fg">{t('Show it')}</span>
        </button>
      )}
      {!folded && (
        <div className="overflow-hidden rounded-b-m border-x border-b border-line">
          {boxes.filter(({ line }) => line === 0).map(({ content }) => content)}
          {file.patch !== undefined ? (
            <CodeDiff
              ref={code}
              file={file}
              patch={file.patch}
              diffStyle={diffStyle}
              wrap={wrap}
              themeType={themeType}
              current={change ?? null}
              beneath={beneath}
              readSides={hasBoth(file) && hidesLines(file.patch) ? sides : null}
              onLine={onLine}
              onRemark={saveNote === null ? null : remark}
            />
          ) : (
            <WithoutPatch file={file} readOld={acts.readOld} readNew={acts.readNew} />
          )}
        </div>
      )}
    </section>
  )
})

/** It was there before, and is there now. */
const hasBoth = ({ status }: DiffFile) => status === 'modified' || status === 'renamed'

/** A file whose lines are not shown: it has none, or too many. */
function WithoutPatch({
  file,
  readOld,
  readNew,
}: { file: DiffFile } & Pick<FileActs, 'readOld' | 'readNew'>) {
  const words = <p className="px-3 py-3 text-12 text-fg-2">{withoutPatch(file)}</p>
  return file.binary && mayBePicture(file.path) ? (
    <PictureDiff file={file} readOld={readOld} readNew={readNew} otherwise={words} />
  ) : (
    words
  )
}

function withoutPatch(file: DiffFile): string {
  if (file.onlySpace === true) return t('Nothing but white space differs.')
  if (file.binary) return t('A binary file: its content is not shown.')
  if (file.additions + file.deletions === 0) return t('No lines changed.')
  return t('Too long to show here: {lines} lines changed. Open the file in the run’s worktree to read it.', {
    lines: file.additions + file.deletions,
  })
}
