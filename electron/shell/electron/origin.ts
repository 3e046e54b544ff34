/** The scheme and origin of the page in the desktop window. */
export const SCHEME = 'app'
export const ORIGIN = 'app://openlinear'

/** `URL.origin` is `null` for schemes that Node does not know, so the parts are compared. */
export function isOurs(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}` === ORIGIN
}

/** What of a frame says whether it may talk with us. */
export interface Sender {
  url: string
  parent: unknown
}

/** Only the page itself may: no frame in it, and no other page that got into the window. */
export const isTrustedSender = (frame: Sender | null): boolean =>
  frame !== null && frame.parent === null && isOurs(frame.url)
