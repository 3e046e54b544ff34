import { Menu as MenuIcon } from 'lucide-react'
import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import { useWaitingCount } from '../state/requests.ts'
import { view } from '../state/view.ts'
import { IconButton } from '../ui/button.tsx'
import { LostNotice } from './lost-notice.tsx'

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
  return (
    <>
      <header className="flex h-(--bar) shrink-0 items-center gap-2 border-b px-3.5">
        <IconButton
          label="Open the sidebar"
          bare
          className="-ml-1.5 min-[901px]:hidden"
          onClick={() => view.setState({ sidebarOpen: true })}
        >
          <MenuIcon />
        </IconButton>
        <Waiting />
        <nav aria-label="Where you are" className="flex min-w-0 shrink-0 items-center gap-1.5">
          {crumbs.map((crumb, index) => (
            <Fragment key={index}>
              <span className="max-w-50 truncate text-fg-3 [&_a:hover]:text-fg">{crumb}</span>
              <span aria-hidden className="text-fg-3">
                ›
              </span>
            </Fragment>
          ))}
          <h1 className="max-w-80 truncate font-[550]">{title}</h1>
        </nav>
        <div className="flex min-w-0 flex-1 items-center gap-1.5 overflow-hidden py-1 pl-1">{children}</div>
        {actions !== undefined && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
      </header>
      <LostNotice />
    </>
  )
}

/** Says what the sidebar says, where that is hidden. */
function Waiting() {
  const count = useWaitingCount()
  if (count === 0) return null
  return (
    <Link
      to="/inbox"
      aria-label={`Inbox, ${count} waiting`}
      className="rounded-full bg-wait/22 px-1.5 text-11 leading-4.5 font-semibold text-wait tabular-nums min-[901px]:hidden"
    >
      {count}
    </Link>
  )
}
