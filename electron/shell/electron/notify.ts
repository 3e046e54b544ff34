import { Notification } from 'electron'
import { type Notice, plainNotice } from './notices.ts'

/** Shown ones are held: a notification that is collected as garbage is never clicked. */
const shown = new Set<Notification>()
/** More would only be held for nothing: the system puts the old ones away. */
const MOST = 50

/** Shows a notification of the system's, if it has any. */
export function notify(notice: Notice, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification(plainNotice(notice, process.platform))
  const forget = () => shown.delete(notification)
  notification.once('click', () => {
    forget()
    onClick()
  })
  notification.once('close', forget)
  notification.once('failed', forget)
  shown.add(notification)
  for (const oldest of shown) {
    if (shown.size <= MOST) break
    shown.delete(oldest)
  }
  notification.show()
}
