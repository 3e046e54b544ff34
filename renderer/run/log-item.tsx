import { t } from '../strings/t.ts'
import { CopyButton } from './copy-button.tsx'
import type { FlatRow } from './flat-rows.ts'
import type { LogFold } from './fold-log.ts'
import { childSession, type LogRow } from './log-rows.ts'
import { LogRowView } from './rows/log-row.tsx'
import type { LoggedRun } from './log-list.tsx'
import { copiedFrom } from './transcript.ts'

/** One row in its place. */
export function LogItem({
  measure,
  entry: { row, depth },
  index,
  count,
  fold,
  run,
  live,
  isRinged,
  isFocused,
  isOpen,
  onToggle,
}: {
  measure: (element: Element | null) => void
  entry: FlatRow
  index: number
  /** How many rows there are. */
  count: number
  fold: LogFold
  run: LoggedRun
  live: boolean
  /** It is what was looked for. */
  isRinged: boolean
  isFocused: boolean
  isOpen: boolean
  onToggle: (row: LogRow) => void
}) {
  const child = childSession(row)
  const children = child === null ? [] : fold.session(child)
  const isSaid = row.kind === 'text'
  const isRun = row.kind === 'command' || (row.kind === 'tool' && row.calls[0]?.tool === 'bash')
  return (
    <div
      ref={measure}
      data-index={index}
      data-row-key={row.key}
      role="listitem"
      aria-setsize={count}
      aria-posinset={index + 1}
      className="group/row absolute top-0 start-0 w-full"
      // Its place is given to it by the list.
      style={{ paddingInlineStart: depth * 20 }}
    >
      {depth > 0 && (
        <span
          aria-hidden
          className="absolute -top-px -bottom-px w-px bg-line"
          style={{ insetInlineStart: depth * 20 - 12 }}
        />
      )}
      <div className={isRinged ? 'rounded-s ring-1 ring-accent ring-offset-2 ring-offset-bg' : undefined}>
        <LogRowView
          row={row}
          childCount={children.length}
          childLast={children.at(-1) ?? null}
          root={run.worktreePath}
          live={live}
          last={index === count - 1}
          open={isOpen}
          onToggle={onToggle}
          focused={isFocused}
        />
      </div>
      {(isSaid || isRun) && (
        // Beside the time that a command took.
        <div
          className={`absolute top-0.5 bg-bg opacity-0 group-hover/row:opacity-100 focus-within:opacity-100 ${isSaid ? 'end-0' : 'end-12'}`}
        >
          <CopyButton
            byKey
            text={copiedFrom(row).text}
            label={isSaid ? t('Copy the message') : t('Copy the command')}
          />
        </div>
      )}
    </div>
  )
}
