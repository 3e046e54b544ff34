import type { KeyboardEvent } from 'react'
import { isTurned } from '../ui/direction.ts'
import type { FlatRow } from './flat-rows.ts'
import type { LogRow } from './log-rows.ts'
import { canOpen } from './rows/opening.ts'

type Log = {
  flat: readonly FlatRow[]
  focusIndex: number
  focusRow: (index: number) => void
  isOpen: (row: LogRow) => boolean
  toggle: (row: LogRow) => void
  /** Stops following the end. */
  letGo: () => void
  /** Goes to the end and follows it. */
  jump: () => void
}

/** The keys of a log: the arrows, Home and End go through its rows; Enter, Space, ← and → open and close them. */
export function onLogKey(
  event: KeyboardEvent<HTMLElement>,
  { flat, focusIndex, focusRow, isOpen, toggle, letGo, jump }: Log,
): void {
  if (event.metaKey || event.ctrlKey || event.altKey) return
  const target = event.target as HTMLElement
  if (!target.matches('[data-row-focus]') && target !== event.currentTarget) return
  const row = flat[focusIndex]?.row
  const handlers: Record<string, () => void> = {
    ArrowDown: () => {
      if (focusIndex >= flat.length - 1) jump()
      else {
        letGo()
        focusRow(focusIndex + 1)
      }
    },
    ArrowUp: () => {
      letGo()
      focusRow(Math.max(0, focusIndex - 1))
    },
    Home: () => {
      letGo()
      focusRow(0)
    },
    End: () => {
      focusRow(flat.length - 1)
      jump()
    },
    Enter: () => {
      if (row && canOpen(row)) toggle(row)
    },
    ' ': () => {
      if (row && canOpen(row)) toggle(row)
    },
    [isTurned() ? 'ArrowLeft' : 'ArrowRight']: () => {
      if (row && canOpen(row) && !isOpen(row)) toggle(row)
    },
    [isTurned() ? 'ArrowRight' : 'ArrowLeft']: () => {
      if (row && canOpen(row) && isOpen(row)) toggle(row)
    },
  }
  const handler = handlers[event.key]
  if (!handler) return
  event.preventDefault()
  handler()
}
