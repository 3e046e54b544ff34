import type { ReactNode } from 'react'

/** Something that can be chosen in the palette. */
export type PaletteItem = {
  /** Remembered by it when it was chosen. */
  id: string
  icon: ReactNode
  label: string
  /** The command whose keys are shown; it is not listed a second time. */
  keys?: string
  /** Also found by these. */
  words?: string
  /** Stands before the label: what it is known by. */
  code?: string
  /** Said at its end, where there are no keys. */
  hint?: string
  /** Not listed before something is typed. */
  onlyFound?: true
  run: () => void
}

/** A heading with what stands under it. */
export type PaletteGroup = { name: string; items: readonly PaletteItem[] }
