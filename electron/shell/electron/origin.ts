/** The scheme and origin of the page in the desktop's windows. */
export const SCHEME = 'app'
export const ORIGIN = 'app://openlinear'

/** `URL.origin` is `null` for schemes that Node does not know, so the parts are compared. */
export function isOurs(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}` === ORIGIN
}

/** What of the page an address shows, such as `/task/APP-12?run=…`; null for any other page. */
export function pathOf(url: string): string | null {
  if (!isOurs(url)) return null
  const { pathname, search, hash } = new URL(url)
  return `${pathname === '' ? '/' : pathname}${search}${hash}`
}

/** Whether it is what {@link pathOf} says of an address of ours. */
export const isPagePath = (path: string): boolean =>
  /^\/(?![/\\])/.test(path) && pathOf(`${ORIGIN}${path}`) === path

/** What of a frame says whether it may talk with us. */
export interface Sender {
  url: string
  parent: unknown
}

/** Only the page itself may: no frame in it, and no other page that got into the window. */
export const isTrustedSender = (frame: Sender | null): boolean =>
  frame !== null && frame.parent === null && isOurs(frame.url)
