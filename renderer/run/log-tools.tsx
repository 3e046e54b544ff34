import { CircleAlert, ClipboardCopy, ListFilter, Search } from 'lucide-react'
import { useState } from 'react'
import { useCommand } from '../commands/use-command.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuCheckItem, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { isFiltered, NO_FILTER, ROW_KINDS, type RowFilter } from './row-filter.ts'

/** What can be done with a log as a whole; stands with the tabs above it. */
export function LogTools({
  filter,
  onFilter,
  failures,
  onFailure,
  onSearch,
  onCopy,
  isCopying,
}: {
  filter: RowFilter
  onFilter: (filter: RowFilter) => void
  /** How many rows tell of a failure, of those that are there. */
  failures: number
  onFailure: () => void
  onSearch: () => void
  /** Copies all of it, as Markdown. */
  onCopy: () => void
  /** It waits for the rest of the log. */
  isCopying: boolean
}) {
  const [open, setOpen] = useState(false)
  useCommand('log.filter', () => setOpen(true))
  useCommand('log.failure', onFailure, { when: () => failures > 0 })
  useCommand('log.transcript', onCopy)
  const { kinds, failedOnly } = filter
  return (
    <div role="group" aria-label={t('Log')} className="flex items-center gap-0.5">
      <Menu
        label={t('What of the log is shown')}
        align="end"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <IconButton
            size="s"
            label={isFiltered(filter) ? t('Filter this log: some lines are hidden') : t('Filter this log')}
            keys="log.filter"
            className={isFiltered(filter) ? 'bg-accent-soft text-accent-fg' : ''}
          >
            <ListFilter />
          </IconButton>
        }
      >
        {ROW_KINDS.map(({ kind, name }) => (
          <MenuCheckItem
            key={kind}
            checked={kinds.has(kind)}
            onChange={(checked) => {
              const next = new Set(kinds)
              if (checked) next.add(kind)
              else next.delete(kind)
              onFilter({ ...filter, kinds: next })
            }}
          >
            {name}
          </MenuCheckItem>
        ))}
        <MenuSeparator />
        <MenuCheckItem
          checked={failedOnly}
          onChange={(checked) => onFilter({ ...filter, failedOnly: checked })}
        >
          {t('Only what failed')}
        </MenuCheckItem>
        {isFiltered(filter) && (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => onFilter(NO_FILTER)}>{t('Show all lines')}</MenuItem>
          </>
        )}
      </Menu>
      <IconButton
        size="s"
        label={t('Go to the first failure')}
        keys="log.failure"
        disabled={failures === 0}
        reason={failures === 0 ? t('Nothing in it has failed.') : null}
        onClick={onFailure}
      >
        <CircleAlert />
      </IconButton>
      <IconButton
        size="s"
        label={t('Copy the log as Markdown')}
        keys="log.transcript"
        aria-busy={isCopying || undefined}
        onClick={onCopy}
      >
        <ClipboardCopy />
      </IconButton>
      <IconButton size="s" label={t('Search this log')} keys="log.search" onClick={onSearch}>
        <Search />
      </IconButton>
    </div>
  )
}
