import { CircleCheck, CircleDot, CircleMinus, MessageSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import type { PullRequest } from '#shared/publications.ts'
import { TEXT } from '../batches/tones.ts'
import { cn } from '../ui/cn.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Ago } from '../ui/time.tsx'
import { OutsideLink } from './outside-link.tsx'
import { PanelPart } from './panel-part.tsx'
import { reviewSummary } from './words.ts'

type Review = PullRequest['reviews'][number]

const LOOKS: Record<Review['state'], { icon: ReactNode; word: string }> = {
  approved: { icon: <CircleCheck className="text-ok" />, word: 'approved' },
  changes_requested: { icon: <CircleDot className="text-wait" />, word: 'requested changes' },
  commented: { icon: <MessageSquare className="text-fg-3" />, word: 'commented' },
  dismissed: { icon: <CircleMinus className="text-fg-3" />, word: 'was dismissed' },
}

/** Who judged the pull request, and how; newest first. */
export function Reviews({ reviews }: { reviews: readonly Review[] }) {
  const summary = reviewSummary([...reviews])
  return (
    <PanelPart
      title="Reviews"
      said={
        <span className={summary === null ? 'text-fg-3' : TEXT[summary.tone]}>
          {summary?.word ?? (reviews.length === 0 ? 'Nobody has reviewed it yet' : 'Commented only')}
        </span>
      }
    >
      {reviews.length > 0 && (
        <ul className="grid gap-1.5">
          {[...reviews].reverse().map(({ id, author, state, body, at, url }) => (
            <li key={id} className="text-12">
              <div className="flex min-h-7 items-center gap-2 [&>svg]:size-3.5 [&>svg]:flex-none">
                {LOOKS[state].icon}
                <span>
                  <span className="font-medium">{author}</span>{' '}
                  <span className="text-fg-2">{LOOKS[state].word}</span>
                </span>
                {at !== null && <Ago at={at} className="text-11 text-fg-3" />}
                <OutsideLink
                  href={url}
                  label={`See the review of ${author} at GitHub`}
                  className="ml-auto text-11 text-fg-3"
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
