import type { ReactNode } from 'react'
import { cn } from './cn.ts'

/** Says what is not there, why, and what to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  return (
    <div className={cn('grid place-items-center gap-1.5 px-6 py-10 text-center', className)}>
      {icon !== undefined && <div className="mb-1 text-fg-3 [&_svg]:size-6 [&_svg]:stroke-[1.5]">{icon}</div>}
      <div className="font-medium">{title}</div>
      {children !== undefined && <div className="max-w-[48ch] text-12 text-fg-2">{children}</div>}
      {action !== undefined && <div className="mt-2 flex items-center gap-2">{action}</div>}
    </div>
  )
}
