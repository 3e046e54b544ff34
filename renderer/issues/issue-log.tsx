import { History } from 'lucide-react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Loading } from '../ui/loading.tsx'
import { useIssueWrites, type WritesOf } from './use-issue-writes.ts'
import { WriteItem } from './write-item.tsx'

/** Everything that was written between tasks and their issues, newest first. */
export function IssueLog({ of, empty }: { of: WritesOf; empty: string }) {
  const { items, error, hasMore, isBusy, more, again } = useIssueWrites(of)
  if (items === null) {
    return error === null ? (
      <Loading label={t('Reading the log')} className="py-10" />
    ) : (
      <Notice
        tone="bad"
        live
        action={
          <Button size="s" onClick={again}>
            {t('Try again')}
          </Button>
        }
      >
        {error}
      </Notice>
    )
  }
  if (items.length === 0)
    return (
      <EmptyState icon={<History />} title={t('Nothing was written yet')}>
        {empty}
      </EmptyState>
    )
  return (
    <>
      <ol aria-label={t('What was written')} className="grid grid-cols-[minmax(0,1fr)]">
        {items.map((write) => (
          <WriteItem key={write.id} write={write} withTask={'projectId' in of} />
        ))}
      </ol>
      {error !== null && (
        <Notice tone="bad" live className="mt-2">
          {error}
        </Notice>
      )}
      {hasMore && (
        <Button variant="ghost" size="s" busy={isBusy} className="mt-1 -ms-2" onClick={more}>
          {t('Show older ones')}
        </Button>
      )}
    </>
  )
}
