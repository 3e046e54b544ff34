import { Combine, ListOrdered, Rows3 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { BatchMode } from '#shared/batch-words.ts'

export const MODE_ICONS: Record<BatchMode, ReactNode> = {
  parallel: <Rows3 aria-hidden />,
  queue: <ListOrdered aria-hidden />,
  combined: <Combine aria-hidden />,
}
