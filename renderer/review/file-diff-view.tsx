import { type DiffLineAnnotation, type FileDiffMetadata, processFile } from '@pierre/diffs'
import { FileDiff } from '@pierre/diffs/react'
import { ChevronRight, MessageSquarePlus } from 'lucide-react'
import { type CSSProperties, memo, useMemo, useState } from 'react'
import type { DiffFile } from '#shared/runs.ts'
import { CopyButton } from '../run/copy-button.tsx'
import { PlusMinus } from '../run/mini-diff.tsx'
import { IconButton } from '../ui/button.tsx'
import { CODE_THEMES } from './code-themes.ts'
import { NoteBox } from './note-box.tsx'
import { fingerprint, type ReviewNote } from './review-notes.ts'

export type DiffStyle = 'unified' | 'split'

type Mark = { note: ReviewNote; draft: boolean }

const words: Record<DiffFile['status'], string> = {
  added: 'added',
  modified: '',
  deleted: 'deleted',
  renamed: 'renamed',
  copied: 'copied',
  typechange: 'type changed',
}

/** The renderer draws in its own shadow tree; these roles reach into it. */
const roles = {
  '--diffs-bg': 'var(--bg)',
  '--diffs-bg-context-override': 'var(--bg)',
  '--diffs-bg-separator-override': 'var(--bg-inset)',
  '--diffs-bg-buffer-override': 'var(--bg-inset)',
  '--diffs-fg-number-override': 'var(--fg-3)',
  '--diffs-addition-color-override': 'var(--ok)',
  '--diffs-deletion-color-override': 'var(--bad)',
  '--diffs-modified-color-override': 'var(--accent)',
  '--diffs-font-family': 'var(--font-mono)',
  '--diffs-header-font-family': 'var(--font-ui)',
  '--diffs-font-size': '11.5px',
  '--diffs-line-height': '20px',
  '--diffs-font-features': '"calt" 0',
} as CSSProperties

function lineText(diff: FileDiffMetadata, side: ReviewNote['side'], line: number): string {
  for (const hunk of diff.hunks) {
    const start = side === 'additions' ? hunk.additionStart : hunk.deletionStart
    const count = side === 'additions' ? hunk.additionCount : hunk.deletionCount
    const index = side === 'additions' ? hunk.additionLineIndex : hunk.deletionLineIndex
    if (line < start || line >= start + count) continue
    const lines = side === 'additions' ? diff.additionLines : diff.deletionLines
    return (lines[index + line - start] ?? '').trimEnd()
  }
  return ''
}

let drafts = 0

/** One changed file: its header, and its diff unless folded away. */
export const FileDiffView = memo(function FileDiffView({
  file,
  diffStyle,
  wrap,
  themeType,
  folded,
  onFold,
  viewed,
  onViewed,
  notes,
  onSave,
  onRemove,
}: {
  file: DiffFile
  diffStyle: DiffStyle
  wrap: boolean
  themeType: 'dark' | 'light'
  folded: boolean
  onFold: (path: string, folded: boolean) => void
  viewed: boolean
  onViewed: (file: DiffFile, viewed: boolean) => void
  notes: readonly ReviewNote[]
  onSave: ((note: ReviewNote) => void) | null
  onRemove: (id: string) => void
}) {
  const [draft, setDraft] = useState<ReviewNote | null>(null)
  const diff = useMemo(
    () =>
      file.patch === undefined
        ? undefined
        : processFile(file.patch, { isGitDiff: true, cacheKey: `${file.path} ${fingerprint(file.patch)}` }),
    [file.patch, file.path],
  )
  const annotations = useMemo<DiffLineAnnotation<Mark>[]>(() => {
    const marks = notes.map((note) => ({ note, draft: false }))
    if (draft) marks.push({ note: draft, draft: true })
    return marks
      .filter(({ note }) => note.line > 0)
      .map((mark) => ({ side: mark.note.side, lineNumber: mark.note.line, metadata: mark }))
  }, [notes, draft])

  const options = useMemo(
    () => ({
      theme: CODE_THEMES,
      themeType,
      diffStyle,
      overflow: wrap ? ('wrap' as const) : ('scroll' as const),
      disableFileHeader: true,
      hunkSeparators: 'line-info-basic' as const,
      lineDiffType: 'word' as const,
      diffIndicators: 'classic' as const,
      lineHoverHighlight: 'number' as const,
      enableGutterUtility: onSave !== null,
      onGutterUtilityClick: (range: { start: number; end: number; side?: 'additions' | 'deletions' }) => {
        if (!diff) return
        const side = range.side ?? 'additions'
        const line = Math.max(range.start, range.end)
        drafts += 1
        setDraft({
          id: `note-${Date.now()}-${drafts}`,
          path: file.path,
          side,
          line,
          quote: lineText(diff, side, line),
          text: '',
        })
      },
    }),
    [themeType, diffStyle, wrap, onSave, diff, file.path],
  )

  const slash = file.path.lastIndexOf('/') + 1
  const fileNotes = [...notes, ...(draft ? [draft] : [])].filter((note) => note.line === 0)
  const box = (note: ReviewNote, isDraft: boolean) => (
    <NoteBox
      key={note.id}
      note={note}
      editing={isDraft}
      onSave={(next) => {
        setDraft(null)
        onSave?.(next)
      }}
      onRemove={() => (isDraft ? setDraft(null) : onRemove(note.id))}
    />
  )
  return (
    <section
      data-path={file.path}
      aria-label={`${file.path}: ${file.binary ? 'binary file' : `${file.additions} added, ${file.deletions} removed`}`}
      className="scroll-mt-0 pb-3"
    >
      <header className="sticky top-0 z-10 flex h-9 items-center gap-2 rounded-t-m border border-line bg-inset pr-1.5 pl-1 text-12">
        <IconButton
          bare
          size="s"
          label={folded ? `Show ${file.path}` : `Hide ${file.path}`}
          aria-expanded={!folded}
          className="aria-expanded:bg-transparent"
          onClick={() => onFold(file.path, !folded)}
        >
          <ChevronRight className={`transition-transform duration-(--fast) ${folded ? '' : 'rotate-90'}`} />
        </IconButton>
        <h2 className="flex min-w-0 items-center overflow-hidden font-mono text-code" title={file.path}>
          {file.oldPath !== undefined && file.oldPath !== file.path && (
            <span className="min-w-0 shrink-[99] truncate text-fg-3">{file.oldPath} →&nbsp;</span>
          )}
          {/* The folder gives way first. */}
          <span className="min-w-0 shrink-[99] truncate text-fg-2">{file.path.slice(0, slash)}</span>
          <span className="min-w-0 truncate font-semibold text-fg">{file.path.slice(slash)}</span>
        </h2>
        {words[file.status] !== '' && (
          <span className="flex-none text-11 text-fg-3">{words[file.status]}</span>
        )}
        {file.additions + file.deletions > 0 && (
          <span className="flex-none text-11">
            <PlusMinus additions={file.additions} deletions={file.deletions} />
          </span>
        )}
        <span className="flex-1" />
        <CopyButton text={file.path} label="Copy path" />
        {onSave !== null && (
          <IconButton
            size="s"
            label="Remark on this file"
            onClick={() => {
              drafts += 1
              onFold(file.path, false)
              setDraft({
                id: `note-${Date.now()}-${drafts}`,
                path: file.path,
                side: 'additions',
                line: 0,
                quote: '',
                text: '',
              })
            }}
          >
            <MessageSquarePlus />
          </IconButton>
        )}
        <label className="flex h-6 flex-none items-center gap-1.5 rounded-s px-1.5 text-11 text-fg-2 hover:bg-hover">
          <input
            type="checkbox"
            className="accent-accent"
            checked={viewed}
            onChange={(event) => onViewed(file, event.target.checked)}
          />
          Viewed
        </label>
      </header>
      {!folded && (
        <div className="overflow-hidden rounded-b-m border-x border-b border-line">
          {fileNotes.map((note) => box(note, note === draft))}
          {diff ? (
            diff.hunks.length === 0 ? (
              <p className="px-3 py-3 text-12 text-fg-2">
                {file.status === 'renamed' ? 'Renamed; its content is the same.' : 'No lines changed.'}
              </p>
            ) : (
              <FileDiff<Mark>
                fileDiff={diff}
                options={options}
                style={roles}
                selectedLines={null}
                lineAnnotations={annotations}
                renderAnnotation={({ metadata }) => box(metadata.note, metadata.draft)}
              />
            )
          ) : (
            <p className="px-3 py-3 text-12 text-fg-2">
              {file.binary
                ? 'A binary file: its content is not shown.'
                : file.additions + file.deletions === 0
                  ? 'No lines changed.'
                  : `Too long to show here: ${file.additions + file.deletions} lines changed. Open the file in the run’s worktree to read it.`}
            </p>
          )}
        </div>
      )}
    </section>
  )
})
