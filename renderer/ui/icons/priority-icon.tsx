import type { Priority } from '#shared/tasks.ts'
import { t } from '../../strings/t.ts'
import { cn } from '../cn.ts'

export const PRIORITY_NAMES: Record<Priority, string> = {
  none: t('No priority'),
  urgent: t('Urgent'),
  high: t('High'),
  medium: t('Medium'),
  low: t('Low'),
}

const BARS: Record<Exclude<Priority, 'urgent'>, number> = { none: 0, low: 1, medium: 2, high: 3 }

/** Three bars; urgent is a filled mark. Without `label` it is decoration beside the word. */
export function PriorityIcon({
  priority,
  label = false,
  className,
}: {
  priority: Priority
  label?: boolean
  className?: string
}) {
  const name = label ? { role: 'img', 'aria-label': PRIORITY_NAMES[priority] } : { 'aria-hidden': true }
  if (priority === 'urgent') {
    return (
      <svg viewBox="0 0 12 12" {...name} className={cn('size-3 shrink-0 text-c-orange', className)}>
        <rect x="0.5" y="0.5" width="11" height="11" rx="3" fill="var(--c-orange)" />
        <path d="M6 3v3.6M6 8.6v.4" stroke="var(--bg-raised)" strokeWidth="1.7" strokeLinecap="round" />
      </svg>
    )
  }
  const filled = BARS[priority]
  return (
    <svg viewBox="0 0 12 12" {...name} className={cn('size-3 shrink-0', className)}>
      {priority === 'none' ? (
        <path
          d="M1.5 6h2M5 6h2M8.5 6h2"
          stroke="var(--fg-3)"
          strokeWidth="1.5"
          strokeLinecap="round"
          opacity="0.8"
        />
      ) : (
        [4, 7, 10].map((height, index) => (
          <rect
            key={height}
            x={0.75 + index * 4}
            y={11 - height}
            width="3"
            height={height}
            rx="1"
            fill={index < filled ? 'var(--fg-2)' : 'var(--line-strong)'}
          />
        ))
      )}
    </svg>
  )
}
