import { randomBytes } from 'node:crypto'
import { app } from 'electron'
import { createHost } from '../../host.ts'
import type { Log } from '../../runs/engine.ts'
import { createHttpShell } from '../http/http-shell.ts'
import { openWindow } from './window.ts'

export interface DesktopOptions {
  dataFolder: string
  pointerFile: string
  /** Of the page on loopback; 0 = any that is free. */
  port: number
  /** Folder of the built page. */
  page: string
}

/** The host in this process, its page on loopback behind a token, and one window on it. */
export async function openDesktop(options: DesktopOptions): Promise<void> {
  const host = await createHost({ dataFolder: options.dataFolder, pointerFile: options.pointerFile, log })
  const token = randomBytes(32).toString('base64url')
  const shell = await createHttpShell({
    host,
    token,
    port: options.port,
    allowHosts: [],
    pageFolder: options.page,
    log,
  }).catch(async (error: unknown) => {
    await host.close()
    throw error
  })

  let closing = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (closing) return
    closing = true
    shell
      .close()
      .then(() => host.close())
      .then(
        () => app.exit(0),
        (error: unknown) => {
          log('error', 'closing failed', { error: String(error) })
          app.exit(1)
        },
      )
  })

  const window = await openWindow(`${shell.url}#token=${token}`)
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
}

const log: Log = (level, message, data) => {
  if (level !== 'info') console.error(`${level}: ${message}`, data ?? '')
}
