import { createStore } from 'zustand/vanilla'
import { useSelected } from '../state/hooks.ts'
import { keep, keepOfWindow, onKept, readKept, readOfWindow } from '../state/kept.ts'
import { view } from '../state/view.ts'
import { scaled } from '../ui/scaled.ts'

/** In pixels where the text of the body has 13. */
export const SIDEBAR = { least: 180, usual: 228, most: 360 } as const

/** Below this the sidebar lies over the page. */
const NARROW = '(max-width: 900px)'
/** How wide it is, in all windows. */
const KEY = 'openlinear.sidebar'
/** Whether this window has it. */
const FOLDED_KEY = 'openlinear.sidebar-folded'

type Layout = { width: number; isCollapsed: boolean }

const layout = createStore<Layout>(() => ({
  width: readWidth(),
  isCollapsed: readOfWindow(FOLDED_KEY) === 'yes',
}))
draw()
onKept(KEY, () => {
  layout.setState({ width: readWidth() })
  draw()
})

export const useSidebarLayout = <R>(select: (state: Layout) => R): R => useSelected(layout, select)

/** Makes it this wide, as far as it goes. */
export function setSidebarWidth(width: number): void {
  layout.setState({ width: fit(width) })
  draw()
  keep(KEY, JSON.stringify({ width: layout.getState().width }))
}

/** Shows or hides it: over the page where that is narrow, else for good. */
export function toggleSidebar(): void {
  if (matchMedia(NARROW).matches) view.setState(({ sidebarOpen }) => ({ sidebarOpen: !sidebarOpen }))
  else {
    const isCollapsed = !layout.getState().isCollapsed
    layout.setState({ isCollapsed })
    keepOfWindow(FOLDED_KEY, isCollapsed ? 'yes' : 'no')
  }
}

/** How to hear that it fits beside the page, or no more. */
export const narrowWindow = () => matchMedia(NARROW)

function fit(width: number): number {
  return Math.round(Math.min(SIDEBAR.most, Math.max(SIDEBAR.least, width)))
}

/** As a token, so that what loads and what is loaded have the same width. */
function draw(): void {
  document.documentElement.style.setProperty('--side', scaled(layout.getState().width))
}

function readWidth(): number {
  try {
    const { width } = JSON.parse(readKept(KEY) ?? '{}') as { width?: unknown }
    return typeof width === 'number' && Number.isFinite(width) ? fit(width) : SIDEBAR.usual
  } catch {
    return SIDEBAR.usual
  }
}
