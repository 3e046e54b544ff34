import { join } from 'node:path'
import { app, Menu, nativeImage, Tray } from 'electron'
import { type TrayActions, trayTemplate, workInWords } from './tray-menu.ts'
import type { Work } from './work.ts'

/** Where the agents' work is seen without the window. */
export interface WorkSign {
  show(work: Work): void
  destroy(): void
}

/**
 * The tray icon, and the number of waiting requests on the app's own.
 *
 * @param icons folder with the tray's pictures
 */
export function createTray(icons: string, actions: TrayActions): WorkSign {
  const isMac = process.platform === 'darwin'
  const picture = (name: string) => {
    const image = nativeImage.createFromPath(join(icons, `${name}.png`))
    // A Mac colours it for its menu bar, light or dark.
    if (isMac) image.setTemplateImage(true)
    return image
  }
  const [calm, calling] = isMac
    ? [picture('trayTemplate'), picture('trayWaitingTemplate')]
    : [picture('tray'), picture('trayWaiting')]
  const tray = new Tray(calm)
  if (!isMac) tray.on('click', actions.open)

  const show = (work: Work) => {
    tray.setImage(work.waiting > 0 ? calling : calm)
    tray.setToolTip(`OpenLinear: ${workInWords(work)}`)
    tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(work, actions)))
    if (isMac) tray.setTitle(work.running.length > 0 ? ` ${work.running.length}` : '')
    app.setBadgeCount(work.waiting)
  }
  show({ running: [], queued: [], batches: [], waiting: 0 })
  return { show, destroy: () => tray.destroy() }
}
