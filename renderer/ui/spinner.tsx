import { cn } from './cn.ts'
import { scaled } from './scaled.ts'

/** The ring of something that goes on. Without `label` it is decoration beside words that say it. */
export function Spinner({
  label,
  size = 12,
  className,
}: {
  label?: string
  size?: number
  className?: string
}) {
  return (
    <span
      role={label === undefined ? undefined : 'status'}
      aria-label={label}
      aria-hidden={label === undefined}
      style={{ width: scaled(size), height: scaled(size) }}
      className={cn(
        'ring-spin inline-block shrink-0 rounded-full forced-color-adjust-none border-2 border-run/30 border-t-run',
        className,
      )}
    />
  )
}
