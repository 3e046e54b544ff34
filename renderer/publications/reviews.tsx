import { CircleCheck, CircleDot, CircleMinus, MessageSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import type { HeldReview, PullSummary } from '#shared/publications.ts'
import { hasWords } from '#shared/pull-summary.ts'
import { TEXT } from '../ui/tones.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Ago } from '../ui/time.tsx'
import { OutsideLink } from './outside-link.tsx'
import { Addressed, PanelPart } from './panel-part.tsx'
import { reviewSummary } from './words.ts'

type Verdict = HeldReview['state']

const ICONS: Record<Verdict, ReactNode> = {
  approved: <CircleCheck className="text-ok" />,
  changes_requested: <CircleDot className="text-wait" />,
  commented: <MessageSquare className="text-fg-3" />,
  dismissed: <CircleMinus className="text-fg-3" />,
}

/** Who said what in a review. */
function verdictWords(state: Verdict, author: string): ReactNode {
  const values = { author, b: (name: ReactNode) => <span className="font-medium text-fg">{name}</span> }
  switch (state) {
    case 'approved':
      return rich('<b>{author}</b> approved', values)
    case 'changes_requested':
      return rich('<b>{author}</b> requested changes', values)
    case 'commented':
      return rich('<b>{author}</b> commented', values)
    case 'dismissed':
      return rich('<b>{author}</b> was dismissed', values)
  }
}

/** Newest first, without verdicts that their author has changed since and said nothing with. */
function told(reviews: readonly HeldReview[]): HeldReview[] {
  const judged = new Set<string>()
  return reviews.toReversed().filter(({ author, state, body }) => {
    const isOld = judged.has(author)
    if (state !== 'commented') judged.add(author)
    return !isOld || body.trim() !== ''
  })
}

/** Who judged the pull request, and how; newest first. What a ticked one says as a whole can be given to the agent. */
export function Reviews({
  reviews,
  pull,
  unticked,
  onTick,
}: {
  reviews: readonly HeldReview[]
  pull: Pick<PullSummary, 'approved' | 'requested' | 'awaited'>
  unticked: ReadonlySet<number>
  /** null = nobody could address it. */
  onTick: ((id: number) => void) | null
}) {
  const summary = reviewSummary(pull)
  const { awaited = [] } = pull
  return (
    <PanelPart
      title={t('Reviews')}
      said={
        <span className={summary === null ? 'text-fg-3' : TEXT[summary.tone]}>
          {summary?.word ?? (reviews.length === 0 ? t('Nobody has reviewed it yet') : t('Commented only'))}
          {awaited.length > 0 && (
            <span className="text-fg-3"> · {t('waits for {names}', { names: awaited.join(', ') })}</span>
          )}
        </span>
      }
    >
      {reviews.length > 0 && (
        <ul className="grid gap-1.5">
          {told(reviews).map(({ id, author, state, body, at, url, addressed }) => (
            <li key={id} className="text-12">
              <div className="flex min-h-7 items-center gap-2 [&>svg]:size-3.5 [&>svg]:flex-none">
                {onTick !== null && hasWords({ state, body }) && !addressed && (
                  <input
                    type="checkbox"
                    aria-label={t('Have what {author} says as a whole addressed', { author })}
                    className="accent-accent"
                    checked={!unticked.has(id)}
                    onChange={() => onTick(id)}
                  />
                )}
                {ICONS[state]}
                <span className="text-fg-2">{verdictWords(state, author)}</span>
                {at !== null && <Ago at={at} className="text-11 text-fg-3" />}
                {addressed && hasWords({ state, body }) && <Addressed />}
                <OutsideLink
                  href={url}
                  label={t('See the review of {author} at GitHub', { author })}
                  className="ms-auto flex-none text-11 text-fg-3"
                >
                  {t('Details')}
                </OutsideLink>
              </div>
              {body.trim() !== '' && (
                <Markdown className={cn('ms-5.5 max-w-[84ch] text-fg-2')}>{body}</Markdown>
              )}
            </li>
          ))}
        </ul>
      )}
    </PanelPart>
  )
}
