import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Brand } from './brand.tsx'
import { useSidebarLayout } from './sidebar-layout.ts'

/** The frame's outline while the first lists are on their way: nothing moves when they come. */
export function Splash() {
  const isCollapsed = useSidebarLayout((state) => state.isCollapsed)
  return (
    <div className="flex h-full" aria-busy role="status" aria-label={t('Loading')}>
      <div
        className={cn(
          'w-(--side) shrink-0 border-e bg-side px-2 py-2.5 max-[900px]:hidden',
          isCollapsed && 'hidden',
        )}
      >
        <Brand />
      </div>
      <div className="flex-1">
        <div className="h-(--bar) border-b" />
      </div>
    </div>
  )
}
