import { Check, ListFilter } from 'lucide-react'
import { type KeyboardEvent, useMemo } from 'react'
import type { DiffFile } from '#shared/runs.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { t } from '../strings/t.ts'
import { fileTree } from './file-tree.ts'

/** The changed files as a tree; a press brings the diff into view. */
export function FileList({
  files,
  total,
  query,
  onQuery,
  current,
  viewed,
  onPick,
}: {
  files: readonly DiffFile[]
  total: number
  query: string
  onQuery: (query: string) => void
  current: string | null
  viewed: (file: DiffFile) => boolean
  onPick: (path: string) => void
}) {
  const lines = useMemo(() => fileTree(files), [files])
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-file]')]
    const at = buttons.indexOf(document.activeElement as HTMLElement)
    const next = buttons[event.key === 'ArrowDown' ? at + 1 : at - 1]
    if (!next) return
    event.preventDefault()
    next.focus()
    next.click()
  }
  return (
    <nav
      aria-label={t('Changed files')}
      // Where there is little room it stands over the changes.
      className="flex min-h-0 w-60 flex-none flex-col border-e border-line pe-2 @max-[44em]:max-h-[min(26vh,calc(150px*var(--scale)))] @max-[44em]:w-auto @max-[44em]:border-e-0 @max-[44em]:border-b @max-[44em]:pe-0"
    >
      <label className="mb-1 flex h-7 flex-none items-center gap-1.5 rounded-m border border-line px-2 focus-within:border-accent-fg">
        <ListFilter aria-hidden className="size-3.5 text-fg-3" />
        <input
          value={query}
          aria-label={t('Filter files')}
          placeholder={t('Filter {total, plural, one {# file} other {# files}}', { total })}
          className="min-w-0 flex-1 bg-transparent text-12 outline-none focus-visible:outline-none"
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && query !== '') {
              event.stopPropagation()
              onQuery('')
            }
          }}
        />
      </label>
      <div className="min-h-0 flex-1 overflow-y-auto pb-4" onKeyDown={onKeyDown}>
        {lines.length === 0 && <p className="px-2 py-3 text-12 text-fg-3">{t('No file matches.')}</p>}
        {lines.map((line) =>
          line.kind === 'folder' ? (
            <div
              key={`folder ${line.path}`}
              className="truncate py-1 text-11 text-fg-3"
              style={{ paddingInlineStart: 8 + line.depth * 12 }}
              title={line.path}
            >
              {line.name}
            </div>
          ) : (
            <button
              key={line.file.path}
              type="button"
              data-file
              aria-current={line.file.path === current ? 'true' : undefined}
              title={line.file.path}
              onClick={() => onPick(line.file.path)}
              className="flex h-6.5 w-full items-center gap-2 rounded-s pe-1.5 text-start text-12 text-fg-2 hover:bg-hover hover:text-fg aria-[current]:bg-active aria-[current]:text-fg coarse:h-9"
              style={{ paddingInlineStart: 8 + line.depth * 12 }}
            >
              <span
                className={`min-w-0 flex-1 truncate ${line.file.status === 'deleted' ? 'line-through' : ''}`}
              >
                {line.name}
              </span>
              {viewed(line.file) && <Check aria-label={t('viewed')} className="size-3 flex-none text-fg-3" />}
              <span className="flex-none text-11">
                {line.file.binary ? (
                  <span className="text-fg-3">{t('binary')}</span>
                ) : (
                  line.file.additions + line.file.deletions > 0 && (
                    <PlusMinus additions={line.file.additions} deletions={line.file.deletions} />
                  )
                )}
              </span>
            </button>
          ),
        )}
      </div>
    </nav>
  )
}
