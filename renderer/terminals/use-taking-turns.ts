import { useState } from 'react'
import { useMedia } from '../task/use-media.ts'
import { hidePanel, usePanel } from './panel-state.ts'

/**
 * Whether the properties above a task are unfolded. Where the window is too low for them and a terminal, they are not
 * while it is there; unfolded all the same, they take its place.
 *
 * @param folder whose terminals stand at the foot
 */
export function useTakingTurns(folder: string | null): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false)
  const isLow = useMedia('(max-height: 560px)')
  const hasTerminal = usePanel((panel) => folder !== null && panel.open.includes(folder))
  const isFull = isLow && hasTerminal
  return [
    open && !isFull,
    (next) => {
      if (next && isFull && folder !== null) hidePanel(folder)
      setOpen(next)
    },
  ]
}
