import { Check } from 'lucide-react'
import { cn } from './cn.ts'

/** The box of something that is ticked or not, drawn beside words: what it stands in says so to a screen reader. */
export const Tick = ({ checked }: { checked: boolean }) => (
  <span
    aria-hidden
    className={cn(
      'grid size-3.5 shrink-0 place-items-center rounded-s border [&_svg]:size-2.5!',
      checked ? 'border-accent bg-accent text-on-accent' : 'border-line-strong',
    )}
  >
    {checked && <Check strokeWidth={3} />}
  </span>
)
