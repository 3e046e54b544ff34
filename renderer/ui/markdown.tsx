import { lazy, Suspense } from 'react'
import { cn } from './cn.ts'

const Rendered = lazy(() => import('./markdown-rendered.tsx'))

/**
 * Markdown, made safe: no HTML that runs, no picture fetched from elsewhere. `streaming` closes what a
 * half-written text leaves open.
 */
export function Markdown({
  children,
  streaming = false,
  className,
}: {
  children: string
  streaming?: boolean
  className?: string
}) {
  return (
    <div dir="auto" className={cn('md', className)}>
      <Suspense fallback={<div className="whitespace-pre-wrap">{children}</div>}>
        <Rendered streaming={streaming}>{children}</Rendered>
      </Suspense>
    </div>
  )
}
