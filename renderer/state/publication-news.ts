import { type PublicationNews, publicationNewsOf } from '#shared/publication-news.ts'
import { batchName } from '#shared/batch-news.ts'
import type { Publication } from '#shared/publications.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { loginOf } from './github-accounts.ts'
import { goTo } from './navigation.ts'
import { batches, tasks } from './stores.ts'
import type { FeedItem } from './transport.ts'

/** News of a pull request, under the name of what it is of. */
export interface NewsOfPublication {
  kind: PublicationNews['kind']
  id: string
  title: string
  body: string
  /** The address of the screen that shows it. */
  path: string
  open: () => void
}

/** What of the feed is news of pull requests that the page holds. */
export async function newsOfPublications(
  items: readonly FeedItem[],
  lookUp: (id: string) => Publication | undefined,
): Promise<NewsOfPublication[]> {
  const news: NewsOfPublication[] = []
  for (const { event, data } of items) {
    if (!event.startsWith('publication:') || event === 'publication:updated') continue
    const publication = lookUp(data.id)
    if (publication === undefined) continue
    const told = publicationNewsOf(event, publication, await loginOf(publication.accountId))
    const subject = told === null ? null : subjectOf(publication)
    if (told === null || subject === null) continue
    const { kind, what, body } = told
    news.push({ kind, body, id: publication.id, title: `${subject.name}: ${what}`, ...subject })
  }
  return news
}

/** What a publication is of, unless that is deleted or not here. */
function subjectOf({ taskId, batchId }: Publication) {
  if (batchId !== null) {
    const batch = batches.get(batchId)
    const name = batch === undefined ? t('A batch') : batchName(batch)
    return { name, path: `/batches/${batchId}`, open: () => goTo({ to: 'batch', id: batchId }) }
  }
  const identifier = tasks.get(taskId ?? '')?.identifier
  if (identifier === undefined) return null
  return { name: identifier, path: `/task/${identifier}`, open: () => goTo({ to: 'task', identifier }) }
}

/** Tells of a pull request in the page, unless its own screen is shown. */
export function toastPublication({ kind, id, title, body, path, open }: NewsOfPublication): void {
  if (location.pathname === path) return
  const show = kind === 'finished' ? toast.success : toast.info
  show(title, {
    id: `publication-${id}`,
    description: body,
    duration: 12_000,
    action: { label: t('Open'), onClick: open },
  })
}
