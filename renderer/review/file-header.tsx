import { ChevronRight, CodeXml, Copy, Ellipsis, MessageSquarePlus, Undo2 } from 'lucide-react'
import { generatedWords } from '#shared/generated-files.ts'
import type { DiffFile } from '#shared/runs.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { copy } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { modeOf } from './patch-changes.ts'

const MODES = {
  executable: t('executable'),
  plain: t('not executable any more'),
  link: t('link'),
  empty: t('empty'),
}

const WORDS: Record<DiffFile['status'], string> = {
  added: t('added'),
  modified: '',
  deleted: t('deleted'),
  renamed: t('renamed'),
  copied: t('copied'),
  typechange: t('type changed'),
}

/** What a changed file is called and what can be done about it; about the change that is looked at, too. */
export function FileHeader({
  file,
  folded,
  viewed,
  current,
  count,
  onFold,
  onViewed,
  onRemark,
  onOpen,
  onTakeBack,
}: {
  file: DiffFile
  folded: boolean
  viewed: boolean
  /** Which of its changes is looked at; -1 = none. */
  current: number
  /** Changes that it has. */
  count: number
  onFold: (folded: boolean) => void
  onViewed: (viewed: boolean) => void
  /** Null = nothing can be said of it. */
  onRemark: (() => void) | null
  /** Null = there is no editor here. */
  onOpen: (() => void) | null
  /** With `true` only the change that is looked at. Null = its work cannot be changed. */
  onTakeBack: ((one: boolean) => void) | null
}) {
  const slash = file.path.lastIndexOf('/') + 1
  const mode = file.patch === undefined ? null : modeOf(file.patch)
  return (
    <header className="@container sticky top-0 z-10 flex h-9 items-center gap-2 rounded-t-m border border-line bg-inset pe-1.5 ps-1 text-12">
      <IconButton
        bare
        size="s"
        label={folded ? t('Show {path}', { path: file.path }) : t('Hide {path}', { path: file.path })}
        aria-expanded={!folded}
        className="aria-expanded:bg-transparent"
        onClick={() => onFold(!folded)}
      >
        <ChevronRight className={`transition-transform duration-(--fast) ${folded ? '' : 'rotate-90'}`} />
      </IconButton>
      <h2
        dir="ltr"
        className="flex min-w-0 items-center overflow-hidden font-mono text-code"
        title={file.path}
      >
        {file.oldPath !== undefined && file.oldPath !== file.path && (
          <span className="min-w-0 shrink-[9999] truncate text-fg-3">{file.oldPath} →&nbsp;</span>
        )}
        {/* The folder gives way first. */}
        <span className="min-w-0 shrink-[9999] truncate text-fg-2">{file.path.slice(0, slash)}</span>
        <span className="min-w-0 truncate font-semibold text-fg">{file.path.slice(slash)}</span>
      </h2>
      {mode !== null && <span className="flex-none text-11 text-fg-3">{MODES[mode]}</span>}
      {WORDS[file.status] !== '' && (
        <span className="flex-none text-11 text-fg-3 @max-[34em]:hidden">{WORDS[file.status]}</span>
      )}
      {file.additions + file.deletions > 0 && (
        <span className="flex-none text-11">
          <PlusMinus additions={file.additions} deletions={file.deletions} />
        </span>
      )}
      {file.generated !== undefined && (
        <span
          className="min-w-0 shrink-[9] truncate text-11 text-fg-3"
          title={generatedWords(file.generated)}
        >
          {t('generated')}
        </span>
      )}
      <span className="flex-1" />
      {current >= 0 && (
        <span className="flex flex-none items-center gap-1 text-11 whitespace-nowrap text-fg-2 tabular-nums">
          <span className="@max-[40em]:sr-only">
            {t('Change {current} of {count}', { current: current + 1, count })}
          </span>
          {onTakeBack !== null && (
            <IconButton
              size="s"
              label={t('Take the change back')}
              keys="changes.take-back"
              onClick={() => onTakeBack(true)}
            >
              <Undo2 />
            </IconButton>
          )}
        </span>
      )}
      {onRemark !== null && (
        <IconButton size="s" label={t('Remark on this file')} onClick={onRemark}>
          <MessageSquarePlus />
        </IconButton>
      )}
      {onOpen !== null && (
        <IconButton size="s" label={t('Open the file in the editor')} keys="changes.open" onClick={onOpen}>
          <CodeXml />
        </IconButton>
      )}
      <Menu
        label={t('More about {path}', { path: file.path })}
        align="end"
        trigger={
          <IconButton size="s" bare label={t('More about {path}', { path: file.path })}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Copy />} onSelect={() => void copy(file.path, t('Path'))}>
          {t('Copy the path')}
        </MenuItem>
        {onTakeBack !== null && (
          <MenuItem icon={<Undo2 />} onSelect={() => onTakeBack(false)}>
            {file.status === 'added'
              ? t('Take the new file away')
              : file.status === 'deleted'
                ? t('Bring the file back')
                : t('Take the file’s changes back')}
          </MenuItem>
        )}
      </Menu>
      <label
        title={t('Viewed')}
        className="flex h-6 flex-none items-center gap-1.5 rounded-s px-1.5 text-11 text-fg-2 hover:bg-hover"
      >
        <input
          type="checkbox"
          className="accent-accent"
          checked={viewed}
          onChange={(event) => onViewed(event.target.checked)}
        />
        <span className="@max-[34em]:sr-only">{t('Viewed')}</span>
      </label>
    </header>
  )
}
