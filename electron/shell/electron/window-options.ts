import type { BrowserWindowConstructorOptions } from 'electron'
import { type Bounds, MIN_SIZE } from './window-state.ts'

/** The page is walled in: what it needs of us comes over its two ports. */
export const windowOptions = (on: {
  bounds: Partial<Bounds> & { width: number; height: number }
  isDark: boolean
  /** Path of the built preload script. */
  preload: string
  /** Path of the icon, where the system does not take the app's own. */
  icon?: string
}): BrowserWindowConstructorOptions => ({
  title: 'OpenLinear',
  ...on.bounds,
  minWidth: MIN_SIZE.width,
  minHeight: MIN_SIZE.height,
  show: false,
  backgroundColor: on.isDark ? '#111113' : '#ffffff',
  ...(on.icon === undefined ? {} : { icon: on.icon }),
  webPreferences: {
    preload: on.preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    navigateOnDragDrop: false,
    // Chromium would fetch its dictionaries from Google.
    spellcheck: false,
  },
})
