import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../ui/cn.ts'

/** Only addresses that a browser may be sent to: what they name was told by a server. */
export const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url)

/** Leads out of the page, to GitHub. */
export function OutsideLink({
  href,
  className,
  label,
  children,
}: {
  href: string
  className?: string
  /** Names it where its words do not. */
  label?: string
  children?: ReactNode
}) {
  if (!isWebAddress(href)) return <span className={className}>{children}</span>
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={label}
      className={cn('inline-flex min-w-0 items-center gap-1 rounded-s hover:underline', className)}
    >
      {children}
      <ExternalLink aria-hidden className="size-3 flex-none" />
    </a>
  )
}
