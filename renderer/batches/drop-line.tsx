import { cn } from '../ui/cn.ts'

/** Where a dragged row would come to stand; its parent is `relative`. */
export const DropLine = ({ edge }: { edge: 'top' | 'bottom' }) => (
  <span
    aria-hidden
    className={cn(
      'pointer-events-none absolute inset-x-0 z-10 h-0.5 rounded-full bg-accent',
      edge === 'top' ? '-top-px' : '-bottom-px',
    )}
  />
)
