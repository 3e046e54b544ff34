import { GitPullRequestArrow } from 'lucide-react'
import { batchName } from '#shared/batch-news.ts'
import type { Publication } from '#shared/publications.ts'
import { InboxItem } from '../inbox/inbox-item.tsx'
import { useEntity, useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { batches } from '../state/stores.ts'
import { t } from '../strings/t.ts'
import { wish } from './words.ts'

/** In the inbox: a pull request whose checks failed, of which changes are requested, or that cannot be made. */
export function PublicationItem({
  publication,
  selected,
  onSelect,
}: {
  publication: Publication
  selected: boolean
  onSelect: () => void
}) {
  const { taskId, batchId, prNumber, projectId, status } = publication
  const isBlocked = status === 'blocked'
  const task = useTask(taskId)
  const batch = useEntity(batches, batchId)
  const name = prNumber === null ? t('Not published yet') : t('Pull request #{prNumber}', { prNumber })
  const open = () => {
    if (batchId !== null) goTo({ to: 'batch', id: batchId })
    else if (task !== undefined) goTo({ to: 'task', identifier: task.identifier })
  }
  return (
    <InboxItem
      selected={selected}
      onSelect={onSelect}
      projectId={projectId}
      about={task?.identifier ?? t('Batch')}
      title={task?.title ?? (batch === undefined ? publication.title : batchName(batch))}
      label={`${name}: ${task?.identifier ?? t('batch')}`}
      icon={<GitPullRequestArrow aria-hidden />}
      action={t('Open')}
      onOpen={open}
    >
      {isBlocked ? (
        <p title={wish(publication) ?? undefined} className="line-clamp-3 min-w-0 flex-1">
          <span className="font-medium">
            {prNumber === null
              ? t('Not published.')
              : t('Newer work is not in pull request #{prNumber}.', { prNumber })}
          </span>{' '}
          <span className="text-fg-2">{wish(publication)}</span>
        </p>
      ) : (
        <p className="line-clamp-3 min-w-0 flex-1">
          <span className="font-medium">{wish(publication)}</span>{' '}
          <span className="whitespace-nowrap text-fg-2">{name}</span>
        </p>
      )}
    </InboxItem>
  )
}
