import { lazy, Suspense } from 'react'
import { cn } from './cn.ts'

const Rendered = lazy(() => import('./markdown-rendered.tsx'))

/**
 * Markdown, made safe: no HTML that runs, no picture fetched from elsewhere. `streaming` closes what a
 * half-written text leaves open. `veiled` keeps room for a text of many marks while its renderer loads, and
 * does not show them.
 */
export function Markdown({
  children,
  streaming = false,
  veiled = false,
  className,
}: {
  children: string
  streaming?: boolean
  veiled?: boolean
  className?: string
}) {
  return (
    <div dir="auto" className={cn('md', className)}>
      <Suspense fallback={<div className={cn('whitespace-pre-wrap', veiled && 'invisible')}>{children}</div>}>
        <Rendered streaming={streaming}>{children}</Rendered>
      </Suspense>
    </div>
  )
}
