import type { TaskStatus } from '#shared/tasks.ts'
import { t } from '../../strings/t.ts'
import { cn } from '../cn.ts'

export const STATUS_NAMES: Record<TaskStatus, string> = {
  backlog: t('Backlog'),
  todo: t('Todo'),
  in_progress: t('In progress'),
  in_review: t('In review'),
  done: t('Done'),
  cancelled: t('Cancelled'),
}

const COLORS: Record<TaskStatus, string> = {
  backlog: 'var(--idle)',
  todo: 'var(--fg-2)',
  in_progress: 'var(--run)',
  in_review: 'var(--review)',
  done: 'var(--ok)',
  cancelled: 'var(--idle)',
}

/** Fraction of the inner disc that is filled. */
const FILL: Record<TaskStatus, number> = {
  backlog: 0,
  todo: 0,
  in_progress: 0.5,
  in_review: 0.75,
  done: 1,
  cancelled: 1,
}

/** A ring that fills up on the way to done. Without `label` it is decoration beside the word. */
export function StatusIcon({
  status,
  label = false,
  className,
}: {
  status: TaskStatus
  label?: boolean
  className?: string
}) {
  const color = COLORS[status]
  const fill = FILL[status]
  const name = label ? { role: 'img', 'aria-label': STATUS_NAMES[status] } : { 'aria-hidden': true }
  const arc = 2 * Math.PI * 1.75
  return (
    <svg viewBox="0 0 14 14" {...name} className={cn('size-3.5 shrink-0', className)}>
      {fill === 1 ? (
        <circle cx="7" cy="7" r="6.25" fill={color} />
      ) : (
        <circle
          cx="7"
          cy="7"
          r="5.5"
          fill="none"
          stroke={color}
          strokeWidth="1.5"
          {...(status === 'backlog' ? { strokeDasharray: '1.6 1.85' } : {})}
        />
      )}
      {fill > 0 && fill < 1 && (
        <circle
          cx="7"
          cy="7"
          r="1.75"
          fill="none"
          stroke={color}
          strokeWidth="3.5"
          strokeDasharray={`${arc * fill} ${arc}`}
          transform="rotate(-90 7 7)"
        />
      )}
      {status === 'done' && (
        <path
          d="m4.2 7.2 2 2 3.7-4.2"
          fill="none"
          stroke="var(--bg-raised)"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
      {status === 'cancelled' && (
        <path
          d="m4.9 4.9 4.2 4.2m0-4.2L4.9 9.1"
          stroke="var(--bg-raised)"
          strokeWidth="1.5"
          strokeLinecap="round"
        />
      )}
    </svg>
  )
}
