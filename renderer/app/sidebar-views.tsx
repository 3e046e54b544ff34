import { Link } from '@tanstack/react-router'
import type { SavedView } from '#shared/views.ts'
import { useViews } from '../state/views.ts'
import { t } from '../strings/t.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { ContextMenu } from '../ui/menu.tsx'
import { ViewMenuItems } from '../views/view-menu-items.tsx'
import { sidebarRow } from './sidebar-row.ts'

/** The saved views, in their order; `current` is the id of the one that is shown. Nothing while there is none. */
export function SidebarViews({ current }: { current: string | null }) {
  const list = useViews()
  if (list.length === 0) return null
  return (
    <section aria-labelledby="sidebar-views" className="flex flex-col gap-0.5">
      <h2 id="sidebar-views" className="px-2 pb-1 text-11 font-medium text-fg-3">
        {t('Views')}
      </h2>
      {list.map((view) => (
        <ViewRow key={view.id} view={view} isCurrent={current === view.id} />
      ))}
    </section>
  )
}

const ViewRow = ({ view, isCurrent }: { view: SavedView; isCurrent: boolean }) => (
  <ContextMenu label={view.name} menu={<ViewMenuItems view={view} />}>
    <Link to="/" search={{ view: view.id }} {...sidebarRow(isCurrent)}>
      <Dot color={colorValue(view.color)} />
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {view.name}
      </span>
    </Link>
  </ContextMenu>
)
