import { CircleCheck, CircleDot, CircleMinus, MessageSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import type { HeldReview, PullSummary } from '#shared/publications.ts'
import { hasWords } from '#shared/pull-summary.ts'
import { TEXT } from '../batches/tones.ts'
import { cn } from '../ui/cn.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Ago } from '../ui/time.tsx'
import { OutsideLink } from './outside-link.tsx'
import { Addressed, PanelPart } from './panel-part.tsx'
import { reviewSummary } from './words.ts'

const LOOKS: Record<HeldReview['state'], { icon: ReactNode; word: string }> = {
  approved: { icon: <CircleCheck className="text-ok" />, word: 'approved' },
  changes_requested: { icon: <CircleDot className="text-wait" />, word: 'requested changes' },
  commented: { icon: <MessageSquare className="text-fg-3" />, word: 'commented' },
  dismissed: { icon: <CircleMinus className="text-fg-3" />, word: 'was dismissed' },
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
      title="Reviews"
      said={
        <span className={summary === null ? 'text-fg-3' : TEXT[summary.tone]}>
          {summary?.word ?? (reviews.length === 0 ? 'Nobody has reviewed it yet' : 'Commented only')}
          {awaited.length > 0 && <span className="text-fg-3"> · waits for {awaited.join(', ')}</span>}
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
                    aria-label={`Have what ${author} says as a whole addressed`}
                    className="accent-accent"
                    checked={!unticked.has(id)}
                    onChange={() => onTick(id)}
                  />
                )}
                {LOOKS[state].icon}
                <span>
                  <span className="font-medium">{author}</span>{' '}
                  <span className="text-fg-2">{LOOKS[state].word}</span>
                </span>
                {at !== null && <Ago at={at} className="text-11 text-fg-3" />}
                {addressed && hasWords({ state, body }) && <Addressed />}
                <OutsideLink
                  href={url}
                  label={`See the review of ${author} at GitHub`}
                  className="ml-auto flex-none text-11 text-fg-3"
                >
                  Details
                </OutsideLink>
              </div>
              {body.trim() !== '' && (
                <Markdown className={cn('ml-5.5 max-w-[84ch] text-fg-2')}>{body}</Markdown>
              )}
            </li>
          ))}
        </ul>
      )}
    </PanelPart>
  )
}
