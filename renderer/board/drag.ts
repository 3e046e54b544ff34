import { createStore } from 'zustand/vanilla'
import type { TaskStatus } from '#shared/tasks.ts'

export type Over = { status: TaskStatus; cardId: string | null; edge: 'top' | 'bottom' }

/** A drag that goes on: what is dragged, and where the line stands. */
export const drag = createStore<{ ids: readonly string[]; over: Over | null }>(() => ({
  ids: [],
  over: null,
}))

export const sameOver = (a: Over | null, b: Over | null): boolean =>
  a === b || (a !== null && b !== null && a.status === b.status && a.cardId === b.cardId && a.edge === b.edge)

/** Pixels from an edge at which a list begins to move under the pointer. */
const ZONE = 56
const SPEED = 14

/** Moves the scrollers under the pointer while something is dragged near their edges. */
export function autoScroll(): { at: (x: number, y: number) => void; stop: () => void } {
  let point: { x: number; y: number } | null = null
  let frame = 0
  const step = () => {
    frame = requestAnimationFrame(step)
    if (point === null) return
    const { x, y } = point
    const under = document.elementFromPoint(x, y)
    const list = under?.closest<HTMLElement>('[data-scroll="y"]')
    if (list) {
      const box = list.getBoundingClientRect()
      list.scrollTop += push(y - box.top, box.bottom - y)
    }
    const board = document.querySelector<HTMLElement>('[data-scroll="x"]')
    if (board) {
      const box = board.getBoundingClientRect()
      board.scrollLeft += push(x - box.left, box.right - x)
    }
  }
  frame = requestAnimationFrame(step)
  return {
    at: (x, y) => {
      point = { x, y }
    },
    stop: () => cancelAnimationFrame(frame),
  }
}

const push = (fromStart: number, fromEnd: number): number =>
  fromStart < ZONE ? -speed(fromStart) : fromEnd < ZONE ? speed(fromEnd) : 0
const speed = (distance: number) => Math.round(SPEED * (1 - Math.max(0, distance) / ZONE))
