import {
  Columns2,
  FoldVertical,
  GitCommitHorizontal,
  PanelLeft,
  Pilcrow,
  RefreshCw,
  Rows2,
  UnfoldVertical,
  WrapText,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { Diff } from '#shared/runs.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Spinner } from '../ui/spinner.tsx'
import type { DiffStyle } from './code-diff.tsx'
import type { DiffState } from './use-diff.ts'

const PRESSED = 'aria-pressed:bg-active aria-pressed:text-fg'

/** What a diff comes to, and how it is shown. */
export function DiffToolbar({
  diff,
  state: { loading, error, reload },
  base,
  seen,
  remarks,
  onSendBack,
  choice,
  list,
  onList,
  allFolded,
  onFoldAll,
  space,
  onSpace,
  wrap,
  onWrap,
  style,
  onStyle,
}: {
  diff: Diff
  state: DiffState
  base: string
  /** Files that were viewed. */
  seen: number
  remarks: number
  onSendBack: () => void
  /** What it is compared with, to choose from. */
  choice: ReactNode
  list: boolean
  onList: (on: boolean) => void
  allFolded: boolean
  onFoldAll: () => void
  /** Whether white space is left out; null = it cannot be. */
  space: boolean | null
  onSpace: (leftOut: boolean) => void
  wrap: boolean
  onWrap: (on: boolean) => void
  style: DiffStyle
  onStyle: (style: DiffStyle) => void
}) {
  const { files } = diff
  const additions = files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0)
  return (
    <div className="@container flex min-h-9 flex-none flex-wrap items-center gap-x-3 gap-y-1 py-1.5 text-12 text-fg-2">
      <IconButton
        label={list ? t('Hide the list of files') : t('Show the list of files')}
        aria-pressed={list}
        onClick={() => onList(!list)}
      >
        <PanelLeft />
      </IconButton>
      {choice}
      <span className="whitespace-nowrap">
        {t('{files, plural, one {# file} other {# files}}', { files: files.length })}{' '}
        <PlusMinus additions={additions} deletions={deletions} />
      </span>
      <span
        className={cn(
          'flex min-w-0 items-center gap-1.5 overflow-hidden font-mono text-11 whitespace-nowrap text-fg-3 @max-[46em]:hidden',
          // Beside a choice there is no room for it in a narrow window.
          choice !== undefined && 'max-[1240px]:hidden',
        )}
      >
        <GitCommitHorizontal aria-hidden className="size-3.5" />
        <span title={t('Base: {commit}', { commit: diff.baseCommit })}>
          {base}@{diff.baseCommit.slice(0, 7)}
        </span>
        →<span title={t('Head: {commit}', { commit: diff.headCommit })}>{diff.headCommit.slice(0, 7)}</span>
      </span>
      {loading && <Spinner label={t('Reading newer changes')} />}
      {error !== null && (
        <span role="alert" className="flex items-center gap-2 text-bad">
          {error}
        </span>
      )}
      {remarks > 0 && (
        <Button size="s" variant="primary" className="ms-auto" onClick={onSendBack}>
          {t('Send back {remarks, plural, one {# remark} other {# remarks}}', { remarks })}
        </Button>
      )}
      {/* They stay together, at the end of whatever line they stand in. */}
      <span className={cn('flex items-center', remarks === 0 && 'ms-auto')}>
        {files.length > 0 && (
          <span className="me-3 text-11 whitespace-nowrap text-fg-3 tabular-nums">
            {t('{seen} of {files} viewed', { seen, files: files.length })}
          </span>
        )}
        <IconButton label={t('Read the changes anew')} onClick={reload}>
          <RefreshCw />
        </IconButton>
        <IconButton label={allFolded ? t('Show all files') : t('Fold all files')} onClick={onFoldAll}>
          {allFolded ? <UnfoldVertical /> : <FoldVertical />}
        </IconButton>
        {space !== null && (
          <IconButton
            label={space ? t('Show changes of white space') : t('Leave white space out')}
            keys="changes.space"
            aria-pressed={space}
            className={PRESSED}
            onClick={() => onSpace(!space)}
          >
            <Pilcrow />
          </IconButton>
        )}
        <IconButton
          label={wrap ? t('Do not wrap long lines') : t('Wrap long lines')}
          aria-pressed={wrap}
          className={PRESSED}
          onClick={() => onWrap(!wrap)}
        >
          <WrapText />
        </IconButton>
        <IconButton
          label={style === 'unified' ? t('Show side by side') : t('Show in one column')}
          onClick={() => onStyle(style === 'unified' ? 'split' : 'unified')}
        >
          {style === 'unified' ? <Columns2 /> : <Rows2 />}
        </IconButton>
      </span>
    </div>
  )
}
