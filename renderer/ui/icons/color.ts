import type { Color } from '#shared/common.ts'

/** Names of the palette, in the order in which they are offered. */
export const COLOR_NAMES: Record<Color, string> = {
  gray: 'Gray',
  blue: 'Blue',
  violet: 'Violet',
  green: 'Green',
  yellow: 'Yellow',
  orange: 'Orange',
  red: 'Red',
  pink: 'Pink',
  teal: 'Teal',
}

export const PALETTE = Object.keys(COLOR_NAMES) as Color[]

/** The palette's colour as CSS, right for the theme. */
export const colorValue = (color: Color) => `var(--c-${color})`
