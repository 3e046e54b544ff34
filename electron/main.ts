import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { app, dialog } from 'electron'
import { defaultPointerFile, resolveDataFolder } from './settings/data-folder.ts'
import { openDesktop } from './shell/electron/desktop.ts'

const options = { 'data-dir': { type: 'string' }, port: { type: 'string' } } as const
const { values } = parseArgs({ args: process.argv.slice(1), options, strict: false })

try {
  const pointerFile = defaultPointerFile(process.env)
  const flag = typeof values['data-dir'] === 'string' ? values['data-dir'] : undefined
  const dataFolder = await resolveDataFolder({ flag, env: process.env, pointerFile })

  // Chromium's own files, and with them the lock on a single window: one for each data folder.
  const userData = join(dataFolder, 'window')
  mkdirSync(userData, { recursive: true, mode: 0o700 })
  app.setPath('userData', userData)

  if (app.requestSingleInstanceLock()) {
    const port = typeof values.port === 'string' ? Number(values.port) : 0
    const page = join(import.meta.dirname, '../renderer')
    // Not awaited: Electron gets ready only after this module has come to its end.
    app
      .whenReady()
      .then(() => openDesktop({ dataFolder, pointerFile, port, page }))
      .catch(fail)
  } else {
    // The first one comes to the front.
    app.quit()
  }
} catch (error) {
  fail(error)
}

function fail(error: unknown): void {
  console.error(error)
  dialog.showErrorBox('OpenLinear cannot start', error instanceof Error ? error.message : String(error))
  app.exit(1)
}
