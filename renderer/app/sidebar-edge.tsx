import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { SIDEBAR, setSidebarWidth, useSidebarLayout } from './sidebar-layout.ts'

/** How far one arrow key moves it, and with shift. */
const STEP = 8
const LEAP = 32

/** The line between the sidebar and the screen: dragged, moved by arrow keys, and put back by a double click. */
export function SidebarEdge() {
  const width = useSidebarLayout((state) => state.width)
  const drag = useRef<{ from: number; width: number } | null>(null)

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { from: event.clientX, width }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (drag.current === null) return
    const { scale, way } = drawn(event.currentTarget)
    setSidebarWidth(drag.current.width + (way * (event.clientX - drag.current.from)) / scale)
  }
  const onEnd = () => {
    drag.current = null
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { way } = drawn(event.currentTarget)
    const step = event.shiftKey ? LEAP : STEP
    const next: Record<string, number> = {
      ArrowRight: width + way * step,
      ArrowLeft: width - way * step,
      Home: SIDEBAR.least,
      End: SIDEBAR.most,
    }
    const to = next[event.key]
    if (to === undefined || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    setSidebarWidth(to)
  }

  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a rule between paragraphs is something else
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the sidebar"
      aria-controls="sidebar"
      aria-valuenow={width}
      aria-valuemin={SIDEBAR.least}
      aria-valuemax={SIDEBAR.most}
      tabIndex={0}
      title="Drag to resize, double-click to reset"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onEnd}
      onPointerCancel={onEnd}
      onDoubleClick={() => setSidebarWidth(SIDEBAR.usual)}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -end-1 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:start-0.75 after:w-px after:transition-colors after:duration-(--fast) hover:after:bg-accent-fg focus-visible:outline-hidden focus-visible:after:w-0.75 focus-visible:after:bg-accent-fg active:after:bg-accent-fg max-[900px]:hidden"
    />
  )
}

/** How large the page is drawn, and to which side the sidebar grows. */
function drawn(edge: HTMLElement): { scale: number; way: 1 | -1 } {
  const style = getComputedStyle(edge)
  return {
    scale: Number.parseFloat(style.getPropertyValue('--font-size')) / 13,
    way: style.direction === 'rtl' ? -1 : 1,
  }
}
