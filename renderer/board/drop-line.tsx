import { cn } from '../ui/cn.ts'

/** Where what is dragged would go: between two cards or rows. */
export const DropLine = ({ edge, flush = false }: { edge: 'top' | 'bottom'; flush?: boolean }) => (
  <span
    aria-hidden
    className={cn(
      'pointer-events-none absolute inset-x-0 z-10 h-0.5 rounded-full bg-accent',
      edge === 'top' ? (flush ? '-top-px' : '-top-1.25') : flush ? '-bottom-px' : '-bottom-1.25',
    )}
  />
)
