import { cn } from '../ui/cn.ts'

const ROW =
  'group flex h-row min-w-0 shrink-0 items-center gap-2 rounded-m px-2 text-fg-2 transition-colors duration-(--fast) hover:bg-hover hover:text-fg coarse:h-touch [&_svg]:size-[calc(15px*var(--scale))] [&_svg]:shrink-0'
const ON = 'bg-active! text-fg font-medium'

/** The look of a row in the sidebar, and what says that one is there. */
export const sidebarRow = (current: boolean, className?: string) => ({
  // The router would say of “All tasks” that one is there while one is in a project.
  activeOptions: { exact: true },
  className: cn(ROW, current && ON, className),
  'aria-current': current ? ('page' as const) : undefined,
})
