import { type ReactNode, useEffect, useRef } from 'react'
import { cn } from '../ui/cn.ts'

/** Pages at the left, the chosen one beside them. `pageKey` says which: each begins at its top. */
export function SettingsLayout({
  label,
  nav,
  pageKey,
  children,
}: {
  label: string
  nav: ReactNode
  pageKey: string
  children: ReactNode
}) {
  const list = useRef<HTMLElement>(null)
  // In a narrow window the pages stand in a row that is scrolled sideways.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pageKey])
  return (
    <div className="flex min-h-0 flex-1 max-[720px]:flex-col">
      <nav
        ref={list}
        aria-label={label}
        className="flex w-50 shrink-0 flex-col gap-0.5 overflow-y-auto border-e p-3 max-[720px]:w-auto max-[720px]:flex-row max-[720px]:overflow-x-auto max-[720px]:border-e-0 max-[720px]:border-b"
      >
        {nav}
      </nav>
      <div key={pageKey} className="min-h-0 min-w-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-176 max-w-full px-6 py-7">{children}</div>
      </div>
    </div>
  )
}

/** The look of a link in that list; give the current one `aria-current`. */
export const navLink = (current: boolean) =>
  cn(
    'flex h-row shrink-0 items-center gap-2 rounded-m px-2 whitespace-nowrap text-fg-2 transition-colors duration-(--fast) hover:bg-hover hover:text-fg coarse:h-touch [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-fg-3',
    current && 'bg-active! font-medium text-fg [&_svg]:text-fg-2',
  )

/** A heading among them. */
export const NavHeading = ({ children }: { children: ReactNode }) => (
  <div className="px-2 pt-3.5 pb-1 text-11 font-medium text-fg-3 first:pt-0.5 max-[720px]:hidden">
    {children}
  </div>
)
