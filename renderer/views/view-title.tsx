import { ChevronDown } from 'lucide-react'
import type { SavedView } from '#shared/views.ts'
import { t } from '../strings/t.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Menu } from '../ui/menu.tsx'
import { ViewMenuItems } from './view-menu-items.tsx'

/** The name of the saved view that is open, and what can be done with it. */
export function ViewTitle({ view }: { view: SavedView }) {
  return (
    <Menu
      label={view.name}
      trigger={
        <button
          type="button"
          aria-label={t('View {name}', { name: view.name })}
          className="-mx-1.5 flex h-6.5 max-w-78 items-center gap-1.5 rounded-m px-1.5 hover:bg-hover data-[state=open]:bg-active"
        >
          <Dot color={colorValue(view.color)} />
          <span dir="auto" className="truncate">
            {view.name}
          </span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-fg-3" />
        </button>
      }
    >
      <ViewMenuItems view={view} />
    </Menu>
  )
}
