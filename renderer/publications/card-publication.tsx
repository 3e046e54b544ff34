import type { ReactNode } from 'react'
import { usePublicationAt, usePublicationOf } from '../state/publications.ts'
import { PublicationChip } from './publication-chip.tsx'

/** On a card: where the work lies (`children`), and the pull request that it, or its batch, is in. */
export function CardPublication({
  taskId,
  batchId,
  prUrl,
  children,
}: {
  taskId: string
  batchId: string | null
  /** Of the pull request that it was last in. */
  prUrl: string | null
  children: ReactNode
}) {
  const own = usePublicationOf(taskId)
  const ofBatch = usePublicationOf(batchId)
  const there = usePublicationAt(prUrl)
  const publication = own ?? ofBatch ?? there
  if (publication === undefined && !children) return null
  return (
    <div className="flex min-w-0 flex-wrap gap-1.25">
      {children && <span className="flex max-w-full min-w-0">{children}</span>}
      {publication !== undefined && (
        // Both in full, beneath each other where they do not fit.
        <span className="flex max-w-full min-w-0">
          <PublicationChip publication={publication} short={Boolean(children)} />
        </span>
      )}
    </div>
  )
}
