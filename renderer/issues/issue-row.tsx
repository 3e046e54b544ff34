import { MessageSquare, Milestone } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RemoteIssue } from '#shared/issues.ts'
import { t } from '../strings/t.ts'
import { Chip } from '../ui/chip.tsx'
import { cn } from '../ui/cn.ts'
import { Ago } from '../ui/time.tsx'
import { visible } from '../ui/visible-text.ts'
import { IssueIcon } from './issue-icon.tsx'

/** Labels that are shown one by one. */
const FEW = 2

/** An issue as it is listed: what it is called, and what tells it from others. */
export function IssueRow({ issue }: { issue: RemoteIssue }) {
  const { number, title, state, labels, milestone, assignees, author, comments, updatedAt, linkedTo } = issue
  return (
    <div className={cn('flex h-11.5 min-w-0 items-center gap-2.5', linkedTo !== null && 'opacity-60')}>
      <IssueIcon state={state} label className="self-start mt-2.75" />
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 items-center gap-1.5 text-12">
          <span className="min-w-0 truncate font-medium" title={visible(title)}>
            {visible(title)}
          </span>
          {labels.slice(0, FEW).map((label) => (
            <Chip key={label} className="h-4.5 max-w-28 min-w-0 flex-none max-[720px]:hidden">
              {visible(label)}
            </Chip>
          ))}
          {labels.length > FEW && (
            <span
              className="flex-none text-11 text-fg-3 max-[720px]:hidden"
              title={labels.map(visible).join(', ')}
            >
              +{labels.length - FEW}
            </span>
          )}
        </div>
        <div className="flex min-w-0 items-center gap-1.5 text-11 whitespace-nowrap text-fg-3 tabular-nums">
          <span className="flex-none tabular-nums">#{number}</span>
          <Part>{t('by {author}', { author: visible(author) })}</Part>
          {assignees.length > 0 && (
            <Part>{t('for {assignees}', { assignees: assignees.map(visible).join(', ') })}</Part>
          )}
          {milestone !== null && (
            <Part icon={<Milestone aria-label={t('Milestone')} className="size-3 flex-none" />}>
              {visible(milestone)}
            </Part>
          )}
          {comments > 0 && (
            <Part icon={<MessageSquare aria-label={t('Comments')} className="size-3 flex-none" />}>
              {comments}
            </Part>
          )}
        </div>
      </div>
      {linkedTo === null ? (
        <Ago at={updatedAt} className="flex-none text-11 text-fg-3 tabular-nums" />
      ) : (
        <span className="flex-none text-11 text-fg-2">{t('Linked with {linkedTo}', { linkedTo })}</span>
      )}
    </div>
  )
}

const Part = ({ icon, children }: { icon?: ReactNode; children: ReactNode }) => (
  <>
    <span aria-hidden>·</span>
    <span className="flex min-w-0 items-center gap-1">
      {icon}
      <span className="truncate">{children}</span>
    </span>
  </>
)
