import type { Settings } from '#shared/settings.ts'
import { SETTINGS_ID, settings } from './stores.ts'

/** Also read by `public/theme.js`, before the first paint. */
const KEY = 'openlinear.theme'
const system = matchMedia('(prefers-color-scheme: dark)')

let choice: Settings['theme'] = 'system'

function draw(): void {
  const dark = choice === 'dark' || (choice === 'system' && system.matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}

/** Follows the setting and the system. */
export function followTheme(): () => void {
  const take = () => {
    const theme = settings.get(SETTINGS_ID)?.theme
    if (theme === undefined) return
    choice = theme
    try {
      localStorage.setItem(KEY, theme)
    } catch {
      // Storage is refused: the next start follows the system until the settings are here.
    }
    draw()
  }
  take()
  system.addEventListener('change', draw)
  const stop = settings.subscribeKey(SETTINGS_ID, take)
  return () => {
    system.removeEventListener('change', draw)
    stop()
  }
}
