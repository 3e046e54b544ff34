import { createStore } from 'zustand/vanilla'
import { useSelected } from '../state/hooks.ts'
import { view } from '../state/view.ts'
import { scaled } from '../ui/scaled.ts'

/** In pixels where the text of the body has 13. */
export const SIDEBAR = { least: 180, usual: 228, most: 360 } as const

/** Below this the sidebar lies over the page. */
const NARROW = '(max-width: 900px)'
const KEY = 'openlinear.sidebar'

type Layout = { width: number; isCollapsed: boolean }

const layout = createStore<Layout>(read)
draw()

export const useSidebarLayout = <R>(select: (state: Layout) => R): R => useSelected(layout, select)

/** Makes it this wide, as far as it goes. */
export function setSidebarWidth(width: number): void {
  change({ width: fit(width) })
}

/** Shows or hides it: over the page where that is narrow, else for good. */
export function toggleSidebar(): void {
  if (matchMedia(NARROW).matches) view.setState(({ sidebarOpen }) => ({ sidebarOpen: !sidebarOpen }))
  else change({ isCollapsed: !layout.getState().isCollapsed })
}

/** How to hear that it fits beside the page, or no more. */
export const narrowWindow = () => matchMedia(NARROW)

function fit(width: number): number {
  return Math.round(Math.min(SIDEBAR.most, Math.max(SIDEBAR.least, width)))
}

function change(patch: Partial<Layout>): void {
  layout.setState(patch)
  draw()
  try {
    localStorage.setItem(KEY, JSON.stringify(layout.getState()))
  } catch {
    // Storage is refused: it lasts until the page is left.
  }
}

/** As a token, so that what loads and what is loaded have the same width. */
function draw(): void {
  document.documentElement.style.setProperty('--side', scaled(layout.getState().width))
}

function read(): Layout {
  const usual: Layout = { width: SIDEBAR.usual, isCollapsed: false }
  try {
    const { width, isCollapsed } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Layout>
    return {
      width: typeof width === 'number' && Number.isFinite(width) ? fit(width) : usual.width,
      isCollapsed: isCollapsed === true,
    }
  } catch {
    return usual
  }
}
