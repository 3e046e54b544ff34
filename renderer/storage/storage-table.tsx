import { useState } from 'react'
import type { StorageItem } from '#shared/storage.ts'
import { useProject } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Ago } from '../ui/time.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { visible } from '../ui/visible-text.ts'
import { holdsWords, KIND_NAMES, sizeWords, statusWord } from './words.ts'

/** So many rows are shown until the rest is asked for. */
const FIRST = 25

/** Things by size, each with what can be done with it. */
export function StorageTable({
  caption,
  items,
  busy,
  onAct,
}: {
  caption: string
  items: readonly StorageItem[]
  /** Names of those that something is done with now. */
  busy: ReadonlySet<string>
  onAct: (item: StorageItem, action: StorageItem['actions'][number]) => void
}) {
  const [all, setAll] = useState(false)
  const shown = all ? items : items.slice(0, FIRST)
  return (
    <div className="p-0!">
      <table className="w-full table-fixed text-12">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-start text-11 text-fg-3 [&_th]:px-2 [&_th]:pt-3 [&_th]:pb-1.5 [&_th]:font-normal [&_th:first-child]:ps-4 [&_th:last-child]:pe-4">
            <th scope="col">{t('Name')}</th>
            <th scope="col" className="w-24">
              {t('Last change')}
            </th>
            <th scope="col" className="w-18 text-end">
              {t('Size')}
            </th>
            <th scope="col" className="w-40">
              <span className="sr-only">{t('Actions')}</span>
            </th>
          </tr>
        </thead>
        {shown.map((item) => (
          <ItemRows key={item.item} item={item} busy={busy.has(item.item)} onAct={onAct} />
        ))}
      </table>
      {items.length > shown.length && (
        <div className="border-t border-line px-4 py-2.5">
          <Button variant="ghost" onClick={() => setAll(true)}>
            {t('Show {count} more', { count: items.length - shown.length })}
          </Button>
        </div>
      )}
    </div>
  )
}

/** A row, and one across the table for what there is to know of it. */
function ItemRows({
  item,
  busy,
  onAct,
}: {
  item: StorageItem
  busy: boolean
  onAct: (item: StorageItem, action: StorageItem['actions'][number]) => void
}) {
  const project = useProject(item.projectId ?? '')
  const facts = [
    KIND_NAMES[item.kind],
    item.kind === 'worktree' ? project?.name : item.title,
    item.branch,
    item.status === null ? null : statusWord(item.status),
  ].filter((fact) => typeof fact === 'string' && fact !== item.name)
  const holds = holdsWords(item)
  const isAtRisk = item.orphan || (item.uncommitted ?? 0) > 0
  const isNamed = item.kind === 'worktree' && item.title !== null
  return (
    <tbody className="border-t border-line">
      <tr className="align-top [&_td]:px-2 [&_td]:pt-2.5 [&_td]:pb-0.5 [&_td:first-child]:ps-4 [&_td:last-child]:pe-4">
        <td>
          <Tooltip label={<span className="[overflow-wrap:anywhere]">{visible(item.path)}</span>}>
            <div className="truncate text-13">
              {isNamed && <span className="me-2 inline-block text-fg-3">{visible(item.name)}</span>}
              <span className="font-medium">{visible(isNamed ? (item.title ?? '') : item.name)}</span>
            </div>
          </Tooltip>
        </td>
        <td className="whitespace-nowrap text-fg-2">
          {item.changedAt !== null && <Ago at={item.changedAt} />}
        </td>
        <td className="text-end whitespace-nowrap tabular-nums">{sizeWords(item.bytes)}</td>
        <td>
          <div className="flex justify-end gap-2">
            {item.actions.map((action) => (
              <Button
                key={action}
                variant={action === 'free' && item.actions.length > 1 ? 'ghost' : 'default'}
                busy={busy}
                aria-label={`${nameOf(item, action)}: ${visible(item.name)}`}
                onClick={() => onAct(item, action)}
              >
                {nameOf(item, action)}
              </Button>
            ))}
          </div>
        </td>
      </tr>
      <tr>
        <td colSpan={4} className="px-4 pb-2.5 text-fg-3 [overflow-wrap:anywhere]">
          <div className="truncate">{facts.map((fact) => visible(fact ?? '')).join(' · ')}</div>
          {holds !== null && (
            <div className={isAtRisk ? 'text-wait' : ''}>
              {isAtRisk
                ? t('Holds {holds} that your branches lack.', { holds })
                : t('Not in your branches yet: {holds}.', { holds })}
            </div>
          )}
          {item.note}
        </td>
      </tr>
    </tbody>
  )
}

function nameOf({ kind, orphan }: StorageItem, action: StorageItem['actions'][number]): string {
  if (action === 'compact') return t('Compact')
  if (action === 'keep') return t('Keep')
  return orphan || kind === 'backup' || kind === 'clone' ? t('Remove') : t('Free')
}
