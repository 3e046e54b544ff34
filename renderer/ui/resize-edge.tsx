import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { t } from '../strings/t.ts'
import { cn } from './cn.ts'
import { scaleNow } from './use-scale.ts'

/** How far one arrow key moves it, and with shift. */
const STEP = 8
const LEAP = 32

const LOOKS = {
  end: 'inset-y-0 -end-1 w-2 cursor-col-resize after:inset-y-0 after:start-0.75 after:w-px focus-visible:after:w-0.75',
  top: 'inset-x-0 -top-1 h-2 cursor-row-resize after:inset-x-0 after:top-0.75 after:h-px focus-visible:after:h-0.75',
}

/** The edge of a part of the screen that can be resized: dragged, moved by arrow keys, put back by a double click. */
export function ResizeEdge({
  side,
  label,
  controls,
  size,
  range,
  drawnSize = () => size,
  onResize,
  className,
}: {
  /** The side at which it lies; away from the part's middle it grows. */
  side: keyof typeof LOOKS
  label: string
  /** The part's id. */
  controls?: string
  /** In pixels at the usual font size. */
  size: number
  range: { least: number; most: number; usual: number }
  /** As it is drawn, in the same pixels: where the window is small, less than it may be. */
  drawnSize?: (edge: HTMLElement, scale: number) => number
  onResize: (size: number) => void
  className?: string
}) {
  const drag = useRef<{ from: number; size: number } | null>(null)
  const place = (event: PointerEvent) => (side === 'end' ? event.clientX : event.clientY)

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    const edge = event.currentTarget
    edge.setPointerCapture(event.pointerId)
    drag.current = { from: place(event), size: drawnSize(edge, drawn(edge, side).scale) }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (drag.current === null) return
    const { scale, way } = drawn(event.currentTarget, side)
    onResize(drag.current.size + (way * (place(event) - drag.current.from)) / scale)
  }
  const onEnd = () => {
    drag.current = null
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { way } = drawn(event.currentTarget, side)
    const step = way * (event.shiftKey ? LEAP : STEP)
    const next: Record<string, number> = {
      [side === 'end' ? 'ArrowRight' : 'ArrowDown']: size + step,
      [side === 'end' ? 'ArrowLeft' : 'ArrowUp']: size - step,
      Home: range.least,
      End: range.most,
    }
    const to = next[event.key]
    if (to === undefined || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    onResize(to)
  }

  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a rule between paragraphs is something else
    <div
      role="separator"
      aria-orientation={side === 'end' ? 'vertical' : 'horizontal'}
      aria-label={label}
      aria-controls={controls}
      aria-valuenow={size}
      aria-valuemin={range.least}
      aria-valuemax={range.most}
      tabIndex={0}
      title={t('Drag to resize, double-click to reset')}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onEnd}
      onPointerCancel={onEnd}
      onDoubleClick={() => onResize(range.usual)}
      onKeyDown={onKeyDown}
      className={cn(
        'absolute z-10 touch-none after:absolute after:transition-colors after:duration-(--fast) hover:after:bg-accent-fg focus-visible:outline-hidden focus-visible:after:bg-accent-fg active:after:bg-accent-fg',
        LOOKS[side],
        className,
      )}
    />
  )
}

/** How large the page is drawn, and to which side the part grows. */
function drawn(edge: HTMLElement, side: keyof typeof LOOKS): { scale: number; way: 1 | -1 } {
  const style = getComputedStyle(edge)
  return { scale: scaleNow(), way: side === 'top' || style.direction === 'rtl' ? -1 : 1 }
}
