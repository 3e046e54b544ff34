import { CircleCheck, CircleDot, CircleSlash } from 'lucide-react'
import type { IssueState } from '#shared/issue-words.ts'
import { cn } from '../ui/cn.ts'
import { STATE_NAMES } from './words.ts'

const LOOKS = {
  open: { icon: CircleDot, tone: 'text-ok' },
  completed: { icon: CircleCheck, tone: 'text-review' },
  not_planned: { icon: CircleSlash, tone: 'text-fg-3' },
} as const satisfies Record<IssueState, unknown>

/** The state of an issue, in GitHub's signs. `label`: named where no word beside it says it. */
export function IssueIcon({
  state,
  label = false,
  className,
}: {
  state: IssueState
  label?: boolean
  className?: string
}) {
  const { icon: Icon, tone } = LOOKS[state]
  return (
    <Icon
      {...(label ? { 'aria-label': STATE_NAMES[state], role: 'img' } : { 'aria-hidden': true })}
      className={cn('size-3.5 flex-none', tone, className)}
    />
  )
}
