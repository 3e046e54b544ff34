import type { WebContents } from 'electron'
import { isHere } from '#shared/terminal-text.ts'
import { isOurs } from './origin.ts'

/** The one permission the page has: the copy buttons. */
const ALLOWED = 'clipboard-sanitized-write'

/**
 * The page can go nowhere, open nothing and asks the user for nothing.
 *
 * @param openOutside opens an address in the user's browser: https, or of this machine, where dev commands serve
 */
export function guard(contents: WebContents, openOutside: (url: string) => void): void {
  const { session } = contents
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === ALLOWED))
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED)
  session.setDevicePermissionHandler(() => false)
  // Files that the page itself has made, such as a support bundle. The system asks where to put them.
  session.on('will-download', (event, item) => {
    if (!isMadeHere(item.getURL())) event.preventDefault()
  })

  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isOurs(event.url)) return
    event.preventDefault()
    if (event.isMainFrame) openIfWeb(event.url, openOutside)
  })
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openIfWeb(url, openOutside)
    return { action: 'deny' }
  })
}

const isMadeHere = (url: string) => url.startsWith('blob:') && isOurs(url.slice('blob:'.length))

/** Links of tasks and agents end in the user's browser, and only as https; what runs here has no certificate. */
function openIfWeb(url: string, open: (url: string) => void): void {
  if (!URL.canParse(url)) return
  const to = new URL(url)
  if (to.protocol === 'https:' || (to.protocol === 'http:' && isHere(to))) open(url)
}
