import type { Settings } from '#shared/settings.ts'
import { SETTINGS_ID, settings } from './stores.ts'

/** The settings that say how the page looks. */
export type Appearance = Pick<Settings, 'theme' | 'contrast' | 'density' | 'fontSize' | 'motion'>

declare global {
  interface Window {
    /** Of `public/theme.js`: draws the page so, and keeps it for the first paint of the next start. */
    drawAppearance: (choice: Appearance) => void
  }
}

/** Has the page look as the settings say, from now on. Returns how to stop. */
export function followTheme(): () => void {
  let last = ''
  const take = () => {
    const held = settings.get(SETTINGS_ID)
    if (held === undefined) return
    const { theme, contrast, density, fontSize, motion } = held
    const choice: Appearance = { theme, contrast, density, fontSize, motion }
    const text = JSON.stringify(choice)
    if (text === last) return
    last = text
    window.drawAppearance(choice)
  }
  take()
  return settings.subscribeKey(SETTINGS_ID, take)
}
