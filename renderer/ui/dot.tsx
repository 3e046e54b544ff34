import { cn } from './cn.ts'
import { scaled } from './scaled.ts'

/** A dot in any CSS colour. */
export const Dot = ({ color, size = 8, className }: { color: string; size?: number; className?: string }) => (
  <span
    aria-hidden
    style={{ background: color, width: scaled(size), height: scaled(size) }}
    className={cn('inline-block shrink-0 rounded-full forced-color-adjust-none', className)}
  />
)
