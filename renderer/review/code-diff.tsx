import {
  type DiffLineAnnotation,
  type FileContents,
  type FileDiffMetadata,
  type FileDiffOptions,
  processFile,
} from '@pierre/diffs'
import { FileDiff } from '@pierre/diffs/react'
import {
  type CSSProperties,
  type PointerEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import { fingerprint } from '#shared/fingerprint.ts'
import type { DiffFile } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import { isTurned } from '../ui/direction.ts'
import { scaled } from '../ui/scaled.ts'
import { CODE_THEMES } from './code-themes.ts'
import { firstLineOf, modeOf, type PatchChange, showsEnd } from './patch-changes.ts'
import type { ReviewNote } from './review-notes.ts'
import { nameExpandButtons } from './expand-buttons.ts'

export type DiffStyle = 'unified' | 'split'
export type Side = ReviewNote['side']

/** What stands beneath a line. */
export type Beneath = { id: string; side: Side; line: number; content: ReactNode }

/** What is asked of a diff that is drawn. */
export type CodeDiffHandle = {
  /** Brings a change into view. */
  reveal: (change: PatchChange) => void
  /** Shows more of the lines around a change. */
  expand: (change: PatchChange) => void
  /** The text of a line; empty where it is not there. */
  textOf: (side: Side, line: number) => string
}

/** The contents of both sides of a file; throws what the host says against it, which was shown. */
export type ReadSides = (file: DiffFile) => Promise<{ oldFile: FileContents | null; newFile: FileContents }>

/** So many lines come at once. */
const STEP = 20
/** Above a line that is brought into view: the file's header, and a few lines. */
const ABOVE = 110
const BELOW = 90

/** The renderer draws in its own shadow tree; these roles reach into it. */
const ROLES = {
  direction: 'ltr',
  '--diffs-bg': 'var(--bg)',
  '--diffs-bg-context-override': 'var(--bg)',
  '--diffs-bg-separator-override': 'var(--bg-inset)',
  '--diffs-bg-buffer-override': 'var(--bg-inset)',
  '--diffs-fg-number-override': 'var(--fg-3)',
  '--diffs-addition-color-override': 'var(--ok)',
  '--diffs-deletion-color-override': 'var(--bad)',
  '--diffs-modified-color-override': 'var(--accent)',
  // What is looked at is told by its line numbers: its lines keep their colours.
  '--diffs-bg-selection-override': 'var(--bg)',
  '--diffs-font-family': 'var(--font-mono)',
  '--diffs-header-font-family': 'var(--font-ui)',
  '--diffs-font-size': 'var(--t-code)',
  '--diffs-line-height': scaled(20),
  '--diffs-font-features': '"calt" 0',
} as CSSProperties

/** Parts of the drawn diff that its position is asked of. */
type Drawn = {
  node: HTMLElement
  instance: {
    expandHunk: (index: number, direction: 'up' | 'down' | 'both', lines?: number) => void
    getLinePosition?: (line: number, side?: Side) => { top: number; height: number } | undefined
  }
}

/** The lines of a file's diff. */
export function CodeDiff({
  ref,
  file,
  patch,
  diffStyle,
  wrap,
  themeType,
  current,
  beneath,
  readSides,
  onLine,
  onRemark,
}: {
  ref: Ref<CodeDiffHandle>
  file: DiffFile
  patch: string
  diffStyle: DiffStyle
  wrap: boolean
  themeType: 'dark' | 'light'
  /** The change that is looked at. */
  current: PatchChange | null
  beneath: readonly Beneath[]
  /** Null = the lines around its changes cannot be had. */
  readSides: ReadSides | null
  onLine: (side: Side, line: number) => void
  /** Null = nothing can be said of a line. */
  onRemark: ((side: Side, line: number, from?: number) => void) | null
}) {
  const drawn = useRef<Drawn | null>(null)
  const diff = useMemo(
    () => processFile(patch, { isGitDiff: true, cacheKey: `${file.path} ${fingerprint(patch)}` }),
    [patch, file.path],
  )
  const options = useMemo<FileDiffOptions<Beneath, undefined>>(
    () => ({
      theme: CODE_THEMES,
      themeType,
      diffStyle,
      overflow: wrap ? 'wrap' : 'scroll',
      disableFileHeader: true,
      hunkSeparators: 'line-info-basic',
      lineDiffType: 'word',
      diffIndicators: 'classic',
      lineHoverHighlight: 'number',
      expansionLineCount: STEP,
      ...(readSides === null ? {} : { loadDiffFiles: () => readSides(file) }),
      onPostRender: (node, instance) => {
        drawn.current = { node, instance }
        nameExpandButtons(node, showsEnd(patch))
      },
      onLineClick: ({ annotationSide, lineNumber }) => {
        // Who marks text to copy it does not mean the line.
        if (document.getSelection()?.isCollapsed === false) return
        onLine(annotationSide, lineNumber)
      },
      enableGutterUtility: onRemark !== null,
      onGutterUtilityClick: ({ start, end, side = 'additions', endSide = side }) => {
        // Drawn from one side to the other, it is about the line where it ends.
        const from = endSide === side ? Math.min(start, end) : end
        onRemark?.(endSide, endSide === side ? Math.max(start, end) : end, from)
      },
    }),
    [themeType, diffStyle, wrap, readSides, onRemark, onLine, file, patch],
  )
  const annotations = useMemo<DiffLineAnnotation<Beneath>[]>(
    () => beneath.map((one) => ({ side: one.side, lineNumber: one.line, metadata: one })),
    [beneath],
  )
  const { isPointing, pointer } = usePointing(current)
  const selected = useMemo(
    () => (current === null || isPointing ? null : rangeOf(current)),
    [current, isPointing],
  )

  useImperativeHandle(
    ref,
    () => ({
      reveal(change) {
        const show = () => reveal(drawn.current, change)
        show()
        // What was out of sight is measured when it is drawn.
        requestAnimationFrame(() => requestAnimationFrame(show))
      },
      expand(change) {
        if (readSides === null) return
        drawn.current?.instance.expandHunk(change.hunk, 'down', STEP)
        drawn.current?.instance.expandHunk(change.hunk + 1, 'up', STEP)
      },
      textOf: (side, line) => (diff === undefined ? '' : lineText(diff, side, line)),
    }),
    [diff, readSides],
  )

  if (diff === undefined || diff.hunks.length === 0)
    return (
      <p className="px-3 py-3 text-12 text-fg-2">
        {file.status === 'renamed'
          ? t('Renamed; its content is the same.')
          : modeOf(patch) === 'empty'
            ? t('Nothing stands in it.')
            : t('No lines changed.')}
      </p>
    )
  return (
    <div className="contents" {...pointer}>
      <FileDiff<Beneath>
        fileDiff={diff}
        options={options}
        style={ROLES}
        selectedLines={selected}
        lineAnnotations={annotations}
        // What is said about the code goes as the page goes.
        renderAnnotation={({ metadata }) =>
          isTurned() ? <div dir="rtl">{metadata.content}</div> : metadata.content
        }
      />
    </div>
  )
}

/**
 * Whether a mouse points at lines beside the change that is looked at. The renderer offers remarks on what is marked
 * only, so that nothing is marked meanwhile; who goes on to another change sees that marked again.
 */
function usePointing(current: PatchChange | null) {
  const [at, setAt] = useState<PatchChange | null>(null)
  const pointer = {
    onPointerMove: ({ nativeEvent }: PointerEvent) => {
      if (current === null || at === current) return
      const line = nativeEvent
        .composedPath()
        .find((one) => one instanceof HTMLElement && one.matches('[data-line], [data-column-number]'))
      if (line instanceof HTMLElement && !line.hasAttribute('data-selected-line')) setAt(current)
    },
    onPointerLeave: () => setAt(null),
  }
  return { isPointing: at !== null && at === current, pointer }
}

function rangeOf({ before, now }: PatchChange) {
  if (now.count === 0)
    return { start: before.start, end: before.start + before.count - 1, side: 'deletions' as const }
  const end = now.start + now.count - 1
  if (before.count === 0) return { start: now.start, end, side: 'additions' as const }
  return { start: before.start, side: 'deletions' as const, end, endSide: 'additions' as const }
}

function reveal(drawn: Drawn | null, change: PatchChange): void {
  const scroller = drawn?.node.closest('[class*="overflow-y-auto"]')
  if (drawn === null || scroller === null || scroller === undefined) return
  const { side, line } = firstLineOf(change)
  const at = drawn.instance.getLinePosition?.(line, side)
  if (at === undefined) return
  const y = drawn.node.getBoundingClientRect().top - scroller.getBoundingClientRect().top + at.top
  if (y < ABOVE || y > scroller.clientHeight - BELOW) scroller.scrollTop += y - ABOVE
}

function lineText(diff: FileDiffMetadata, side: Side, line: number): string {
  const lines = side === 'additions' ? diff.additionLines : diff.deletionLines
  if (!diff.isPartial) return (lines[line - 1] ?? '').trimEnd()
  for (const hunk of diff.hunks) {
    const start = side === 'additions' ? hunk.additionStart : hunk.deletionStart
    const count = side === 'additions' ? hunk.additionCount : hunk.deletionCount
    const index = side === 'additions' ? hunk.additionLineIndex : hunk.deletionLineIndex
    if (line >= start && line < start + count) return (lines[index + line - start] ?? '').trimEnd()
  }
  return ''
}
