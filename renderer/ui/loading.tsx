import { cn } from './cn.ts'
import { Spinner } from './spinner.tsx'

/** In the place of what is being read, at about its height. */
export const Loading = ({ label, className }: { label: string; className?: string }) => (
  <div className={cn('grid place-items-center py-12', className)}>
    <Spinner label={label} size={16} />
  </div>
)
