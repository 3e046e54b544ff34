import { useState } from 'react'
import type { StorageItem } from '#shared/storage.ts'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { visible } from '../ui/visible-text.ts'
import { KIND_NAMES, sizeWords, sumOf } from './words.ts'

/** Lists exactly what goes, then frees one after the other. */
export function FreeDialog({
  items,
  onClose,
}: {
  items: readonly StorageItem[]
  /** @param freed bytes that the disk got back; null = nothing was begun */
  onClose: (freed: number | null) => void
}) {
  const [done, setDone] = useState<number | null>(null)
  const [freed, setFreed] = useState(0)
  const [problems, setProblems] = useState<string[]>([])
  const isBusy = done !== null && done < items.length
  const isOver = done === items.length
  const start = async () => {
    setDone(0)
    for (const { item, name } of items) {
      try {
        const { bytes } = await client.storage.free({ item })
        setFreed((sum) => sum + bytes)
      } catch (error) {
        const { message } = problemOf(error)
        setProblems((some) => [...some, `${name}: ${message}`])
      }
      setDone((count) => (count ?? 0) + 1)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={() => {
        if (!isBusy) onClose(done === null ? null : freed)
      }}
      title={t('Free what nobody needs')}
      description={t(
        'Exactly these things go. Work that is in no branch of yours is put into the trash first; files that git ignores, such as builds, are not kept.',
      )}
      width={560}
      footer={
        isOver ? (
          <Button variant="primary" onClick={() => onClose(freed)}>
            {t('Done')}
          </Button>
        ) : (
          <>
            <Button variant="ghost" disabled={isBusy} onClick={() => onClose(null)}>
              {t('Cancel')}
            </Button>
            <Button variant="primary" busy={isBusy} onClick={() => void start()}>
              {isBusy
                ? t('Freeing {number} of {count}', { number: done + 1, count: items.length })
                : t('Free {size}', { size: sizeWords(sumOf(items)) })}
            </Button>
          </>
        )
      }
    >
      {isOver && (
        <Notice tone="ok" live className="mb-3">
          {t('{size} freed.', { size: sizeWords(freed) })}
        </Notice>
      )}
      {problems.length > 0 && (
        <Notice tone="wait" live className="mb-3">
          {problems.map((problem) => (
            <p key={problem}>{visible(problem)}</p>
          ))}
        </Notice>
      )}
      <ul className="divide-y divide-line rounded-m border text-12">
        {items.map((item) => (
          <li key={item.item} className="flex items-start gap-4 px-3 py-2">
            <div className="min-w-0 flex-1">
              <div className="truncate">
                <span className="me-2 text-fg-3">{KIND_NAMES[item.kind]}</span>
                <span className="font-medium">{visible(item.name)}</span>
                {item.title !== null && <span className="ms-2 text-fg-2">{visible(item.title)}</span>}
              </div>
              {item.note !== null && <div className="mt-0.5 text-fg-3">{item.note}</div>}
            </div>
            <span className="whitespace-nowrap text-fg-2 tabular-nums">{sizeWords(item.bytes)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
