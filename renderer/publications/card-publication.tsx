import type { ReactNode } from 'react'
import { usePublicationOf } from '../state/publications.ts'
import { PublicationChip } from './publication-chip.tsx'

/** On a card: where the work lies (`children`), and the pull request that it, or its batch, is in. */
export function CardPublication({
  taskId,
  batchId,
  children,
}: {
  taskId: string
  batchId: string | null
  children: ReactNode
}) {
  const own = usePublicationOf(taskId)
  const ofBatch = usePublicationOf(batchId)
  const publication = own ?? ofBatch
  if (publication === undefined && !children) return null
  return (
    <div className="flex min-w-0 gap-1.25">
      {children && <span className="flex min-w-0">{children}</span>}
      {publication !== undefined && (
        <span className={children ? 'flex max-w-[60%] flex-none' : 'flex min-w-0'}>
          <PublicationChip publication={publication} short={Boolean(children)} />
        </span>
      )}
    </div>
  )
}
