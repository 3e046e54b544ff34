import type { ReactNode } from 'react'
import { cn } from './cn.ts'

/** A row of settings that is no form field: words at the left, what can be done at the right. */
export function Row({
  title,
  hint,
  top = false,
  wrap = false,
  className,
  children,
}: {
  title: ReactNode
  hint?: ReactNode
  /** Align at the top, where the words are long. */
  top?: boolean
  /** What can be done goes under the words where there is no room beside them. */
  wrap?: boolean
  className?: string
  children?: ReactNode
}) {
  return (
    <div
      className={cn(
        'flex justify-between gap-x-6 gap-y-2',
        top ? 'items-start' : 'items-center',
        wrap && 'flex-wrap',
        className,
      )}
    >
      <div className={cn('flex-1', wrap ? 'min-w-[min(24ch,100%)]' : 'min-w-0')}>
        <div className="font-medium">{title}</div>
        {hint !== undefined && hint !== null && (
          <div className="mt-0.5 max-w-[60ch] text-12 text-fg-3">{hint}</div>
        )}
      </div>
      {children !== undefined && children !== null && (
        <div className="flex shrink-0 items-center gap-2">{children}</div>
      )}
    </div>
  )
}
