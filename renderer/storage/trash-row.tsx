import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { StorageReport } from '#shared/storage.ts'
import { attempt } from '../state/actions.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { Button } from '../ui/button.tsx'
import { dateLocale } from '../ui/day.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Row } from '../ui/row.tsx'
import { toast } from '../ui/toast.ts'

/** The trash, whose size nobody can tell, and emptying it, which is final. */
export function TrashRow({ trash, onEmptied }: { trash: StorageReport['trash']; onEmptied: () => void }) {
  const [asking, setAsking] = useState(false)
  const { entries, firstExpiresAt, newestAt } = trash
  const empty = async () => {
    const done = await attempt(
      () => client.storage.emptyTrash({ until: newestAt ?? new Date(0).toISOString() }),
      t('The trash was not emptied'),
    )
    onEmptied()
    if (done === null) return
    const left = done.left
    toast.success(t('Trash emptied'), {
      description: [
        t('{count} dropped.', { count: done.dropped }),
        ...(left === 0
          ? []
          : [t('{count} could not be dropped: their repository cannot be reached.', { count: left })]),
      ].join(' '),
    })
  }
  return (
    <Row
      title={
        entries === 0
          ? t('Trash')
          : rich(
              '{entries, plural, one {Trash<count>, one piece of work</count>} other {Trash<count>, # pieces of work</count>}}',
              { entries, count: (words) => <span className="font-normal text-fg-3">{words}</span> },
            )
      }
      hint={
        entries === 0 || firstExpiresAt === null ? (
          t('The trash is empty.')
        ) : (
          <>
            {rich(
              'The first goes by itself on {date}. It lies among the other objects of your repositories, so its size cannot be told; git frees the room at its next clean-up. <link>Look into it</link>',
              {
                date: new Date(firstExpiresAt).toLocaleDateString(dateLocale(), {
                  day: 'numeric',
                  month: 'long',
                }),
                link: (text) => (
                  <Link
                    to="/settings"
                    search={{ section: 'trash' }}
                    className="text-accent-fg hover:underline"
                  >
                    {text}
                  </Link>
                ),
              },
            )}
          </>
        )
      }
    >
      {entries > 0 && (
        <Button variant="danger" onClick={() => setAsking(true)}>
          {t('Empty…')}
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        danger
        title={t('Empty the trash?')}
        description={t(
          '{entries, plural, one {This is final: one piece of work cannot be brought back afterwards, by nobody. Branches that are still there stay.} other {This is final: # pieces of work cannot be brought back afterwards, by nobody. Branches that are still there stay.}}',
          { entries },
        )}
        confirmLabel={t('{entries, plural, one {Drop it for good} other {Drop # for good}}', { entries })}
        onConfirm={empty}
      />
    </Row>
  )
}
