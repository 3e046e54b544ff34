import { cn } from './cn.ts'

/** Most segments drawn one by one; more steps than that make one continuous bar. */
const MAX_SEGMENTS = 24

/** Steps done of a plan. */
export function SegmentBar({
  done,
  total,
  label,
  tone = 'run',
  className,
}: {
  done: number
  total: number
  label: string
  tone?: 'run' | 'ok' | 'idle' | 'wait' | 'bad'
  className?: string
}) {
  const fill = { run: 'bg-run', ok: 'bg-ok', idle: 'bg-idle', wait: 'bg-wait', bad: 'bg-bad' }[tone]
  const many = total > MAX_SEGMENTS
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      className={cn('flex h-0.75 gap-0.5 forced-color-adjust-none overflow-hidden rounded-full', className)}
    >
      {many ? (
        <span className="relative flex-1 bg-active">
          <span
            className={cn('absolute inset-y-0 start-0', fill)}
            style={{ width: `${(100 * done) / total}%` }}
          />
        </span>
      ) : (
        Array.from({ length: Math.max(1, total) }, (_, index) => (
          <span key={index} className={cn('flex-1 rounded-full', index < done ? fill : 'bg-active')} />
        ))
      )}
    </div>
  )
}
