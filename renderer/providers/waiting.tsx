import type { ReactNode } from 'react'
import { Spinner } from '../ui/spinner.tsx'

/** Stands where something will be that the agent has to be asked for. */
export const Waiting = ({ children }: { children: ReactNode }) => (
  <div role="status" className="flex items-center justify-center gap-2.5 py-16 text-12 text-fg-3">
    <Spinner />
    {children}
  </div>
)
