import type { Session, WebContents } from 'electron'
import { isHere } from '#shared/terminal-text.ts'
import { isOurs, pathOf } from './origin.ts'

/** The one permission the page has: the copy buttons. */
const ALLOWED = 'clipboard-sanitized-write'

export interface Guarded {
  /** Opens an address in the user's browser: https, or of this machine, where dev commands serve. */
  openOutside: (url: string) => void
  /** Opens what of the page is at a path in a window of its own. */
  openWindow: (path: string) => void
}

/** The windows have one session. */
const guarded = new WeakSet<Session>()

function guardSession(session: Session): void {
  if (guarded.has(session)) return
  guarded.add(session)
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === ALLOWED))
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED)
  session.setDevicePermissionHandler(() => false)
  // Files that the page itself has made, such as a support bundle. The system asks where to put them.
  session.on('will-download', (event, item) => {
    if (!isMadeHere(item.getURL())) event.preventDefault()
  })
}

/** The page can go nowhere, opens nothing but itself and asks the user for nothing. */
export function guard(contents: WebContents, { openOutside, openWindow }: Guarded): void {
  guardSession(contents.session)
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
    const path = pathOf(url)
    // A window of ours is made as all of ours are, and never by the page.
    if (path !== null) openWindow(path)
    else openIfWeb(url, openOutside)
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
