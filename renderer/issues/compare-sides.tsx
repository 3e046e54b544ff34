import type { ReactNode } from 'react'
import type { RemoteIssue } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { visible } from '../ui/visible-text.ts'
import { Stretches } from './changed-text.tsx'
import { IssueIcon } from './issue-icon.tsx'
import type { Difference, Keep } from './differences.ts'
import { STATE_NAMES } from './words.ts'
import { wordDiff } from './word-diff.ts'

/** A task and an issue beside each other where they differ, and whose words are kept. */
export function CompareSides({
  task,
  issue,
  differences,
  keep,
  onKeep,
}: {
  task: Task
  issue: RemoteIssue
  differences: readonly Difference[]
  /** null = nothing is chosen yet: the choice has the focus. */
  keep: Keep | null
  onKeep: (keep: Keep) => void
}) {
  return (
    <div
      role="radiogroup"
      aria-label={t('Whose words are kept')}
      style={{ gridTemplateRows: `auto repeat(${differences.length}, auto) auto` }}
      className="grid grid-cols-2 gap-x-3 max-[640px]:grid-cols-1 max-[640px]:gap-y-3"
    >
      <Side
        value="task"
        keep={keep}
        onKeep={onKeep}
        rows={differences.length}
        title={t('Keep what {identifier} says', { identifier: task.identifier })}
        mark={<StatusIcon status={task.status} />}
        outcome={t('It is written to #{number} at GitHub, where others see it.', { number: issue.number })}
      >
        {differences.map(({ field, local, remote }) => (
          <FieldOf key={field} field={field}>
            {field === 'state' ? (
              <span className="flex items-center gap-1.5">
                <StatusIcon status={task.status} />
                {STATUS_NAMES[task.status]}
              </span>
            ) : (
              <Words text={local} other={remote} />
            )}
          </FieldOf>
        ))}
      </Side>
      <Side
        value="issue"
        keep={keep}
        onKeep={onKeep}
        rows={differences.length}
        title={t('Keep what #{number} says', { number: issue.number })}
        mark={<GithubMark className="size-3.5 text-fg-3" />}
        outcome={t('It is written to {identifier} here.', { identifier: task.identifier })}
      >
        {differences.map(({ field, local, remote }) => (
          <FieldOf key={field} field={field}>
            {field === 'state' ? (
              <span className="flex items-center gap-1.5">
                <IssueIcon state={issue.state} />
                {STATE_NAMES[issue.state]}
              </span>
            ) : (
              <Words text={remote} other={local} />
            )}
          </FieldOf>
        ))}
      </Side>
    </div>
  )
}

function Side({
  value,
  keep,
  onKeep,
  rows,
  title,
  mark,
  outcome,
  children,
}: {
  value: Keep
  keep: Keep | null
  onKeep: (keep: Keep) => void
  rows: number
  title: string
  mark: ReactNode
  outcome: string
  children: ReactNode
}) {
  const isOn = keep === value
  return (
    <label
      style={{ gridRow: `span ${rows + 2}` }}
      className={cn(
        'grid min-w-0 cursor-default grid-rows-subgrid rounded-l border px-3 py-2.5 transition-colors duration-(--fast) max-[640px]:row-auto! max-[640px]:grid-rows-none',
        isOn
          ? 'border-accent bg-accent-soft focus-within:ring-1 focus-within:ring-accent'
          : 'border-line bg-raised hover:border-line-strong',
      )}
    >
      <span className="flex items-center gap-2 pb-2 text-12 font-medium">
        <input
          type="radio"
          name="keep"
          checked={isOn}
          autoFocus={keep === null && value === 'task'}
          onChange={() => onKeep(value)}
          className="size-3.5 flex-none accent-accent outline-offset-2 outline-accent focus-visible:outline-2"
        />
        {mark}
        <span className="min-w-0 truncate">{title}</span>
      </span>
      {children}
      <span className="border-t border-line pt-2 text-11 text-fg-3">{outcome}</span>
    </label>
  )
}

const NAMES: Record<Difference['field'], string> = {
  title: t('Title'),
  body: t('Description'),
  state: t('State'),
}

const FieldOf = ({ field, children }: { field: Difference['field']; children: ReactNode }) => (
  <div className="min-w-0 pb-2.5 text-12">
    <div className="mb-0.5 text-11 text-fg-3">{NAMES[field]}</div>
    <div
      className={cn(
        'whitespace-pre-wrap [overflow-wrap:anywhere]',
        field === 'body' && 'max-h-48 overflow-y-auto leading-[1.5]',
      )}
    >
      {children}
    </div>
  </div>
)

/** A text in which what the other one does not say stands out. */
const Words = ({ text, other }: { text: string; other: string }) =>
  text === '' ? (
    <span className="text-fg-3">{t('Empty')}</span>
  ) : (
    <Stretches stretches={wordDiff(visible(other), visible(text)).filter(({ kind }) => kind !== 'gone')} />
  )
