import type { NotifySetting } from '#shared/settings.ts'
import { isLookedAt } from './front-window.ts'
import { pagePresence } from './presence.ts'
import { connection, SETTINGS_ID, settings } from './stores.ts'

export type NotificationState = NotificationPermission | 'unsupported'

/** Whether this browser lets the page show notifications. */
export const notificationState = (): NotificationState =>
  typeof Notification === 'undefined' ? 'unsupported' : Notification.permission

/** Asks the browser for them; only a press of the user's may do that. */
export async function askForNotifications(): Promise<NotificationState> {
  if (typeof Notification === 'undefined') return 'unsupported'
  await Notification.requestPermission()
  keepWatch()
  return notificationState()
}

/**
 * Shows it outside of the page, where nobody looks at that and the user allows it.
 *
 * @returns whether it was for there: then the page itself says nothing
 */
export function notify(
  setting: NotifySetting,
  text: { id: string; title: string; body: string },
  open: () => void,
): boolean {
  if (isLookedAt() || !isWatching || notificationState() !== 'granted') return false
  const isWanted = settings.get(SETTINGS_ID)?.[setting] ?? true
  const byShell = connection.getState().system?.can.notify ?? false
  if (byShell || !isWanted) return true
  // The same news from another page takes the place of this one.
  const notification = new Notification(text.title, { body: text.body, tag: `openlinear-${text.id}` })
  notification.addEventListener('click', () => {
    window.focus()
    notification.close()
    open()
  })
  return true
}

let isWatching = false

/**
 * A hidden page is let go of after a while. One of them has to hear the news: whichever holds this lock
 * stays, and the next one takes it when that page is closed.
 */
export function keepWatch(): void {
  if (isWatching || notificationState() !== 'granted' || !('locks' in navigator)) return
  void navigator.locks.request('openlinear-watch', () => {
    isWatching = true
    pagePresence().watch()
    return new Promise<never>(() => undefined)
  })
}
