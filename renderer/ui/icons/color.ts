import type { Color } from '#shared/common.ts'
import { t } from '../../strings/t.ts'

/** Names of the palette, in the order in which they are offered. */
export const COLOR_NAMES: Record<Color, string> = {
  gray: t('Gray'),
  blue: t('Blue'),
  violet: t('Violet'),
  green: t('Green'),
  yellow: t('Yellow'),
  orange: t('Orange'),
  red: t('Red'),
  pink: t('Pink'),
  teal: t('Teal'),
}

export const PALETTE = Object.keys(COLOR_NAMES) as Color[]

/** The palette's colour as CSS, right for the theme. */
export const colorValue = (color: Color) => `var(--c-${color})`
