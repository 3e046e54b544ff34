import { PanelLeftOpen } from 'lucide-react'
import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode, useRef } from 'react'
import { useWaitingCount } from '../state/requests.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { useFoldedBar } from './fold-bar.ts'
import { LostNotice } from './lost-notice.tsx'
import { toggleSidebar, useSidebarLayout } from './sidebar-layout.ts'

/**
 * The bar above every screen: where one is, then the screen's own controls. `crumbs` are links or words;
 * `children` follow the title; `actions` stand at the right.
 */
export function TopBar({
  crumbs,
  title,
  actions,
  children,
}: {
  crumbs: ReactNode[]
  title: ReactNode
  actions?: ReactNode
  children?: ReactNode
}) {
  const isCollapsed = useSidebarLayout((state) => state.isCollapsed)
  // In a narrow window it is hidden until it is asked for.
  const whenHidden = isCollapsed ? '' : 'min-[901px]:hidden'
  const bar = useRef<HTMLElement>(null)
  useFoldedBar(bar)
  return (
    <>
      <header ref={bar} className="flex h-(--bar) shrink-0 items-center gap-2 border-b px-3.5">
        <IconButton
          id="show-sidebar"
          label={t('Show the sidebar')}
          keys="app.sidebar"
          className={cn('-ms-1.5', whenHidden)}
          onClick={toggleSidebar}
        >
          <PanelLeftOpen />
        </IconButton>
        <Waiting className={whenHidden} />
        <nav
          aria-label={t('Where you are')}
          // Never over what follows, and yet with the ring of a link that has the focus.
          className="flex min-w-[4ch] shrink items-center gap-1.5 overflow-x-clip [overflow-clip-margin:4px]"
        >
          {crumbs.map((crumb, index) => (
            <Fragment key={index}>
              <span
                dir="auto"
                data-bar-crumb
                className="max-w-50 min-w-0 shrink-[99] truncate text-fg-3 max-[560px]:hidden [&_a:hover]:text-fg"
              >
                {crumb}
              </span>
              <span aria-hidden data-bar-crumb className="text-fg-3 max-[560px]:hidden">
                ›
              </span>
            </Fragment>
          ))}
          <h1 dir="auto" className="max-w-80 min-w-[4ch] shrink truncate font-[550]">
            {title}
          </h1>
        </nav>
        <div data-bar-rest className="flex min-w-0 flex-1 items-center gap-1.5 overflow-hidden py-1 ps-1">
          {children}
        </div>
        {actions !== undefined && (
          <div data-bar-actions className="flex shrink-0 items-center gap-2">
            {actions}
          </div>
        )}
      </header>
      <LostNotice />
    </>
  )
}

/** Says what the sidebar says, where that is hidden. */
function Waiting({ className }: { className: string }) {
  const count = useWaitingCount()
  if (count === 0) return null
  return (
    <Link
      to="/inbox"
      aria-label={t('Inbox, {count} waiting', { count })}
      className={cn(
        'rounded-full bg-wait/22 px-1.5 text-11 leading-4.5 font-semibold text-wait tabular-nums',
        className,
      )}
    >
      {count}
    </Link>
  )
}
