import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { app, dialog, protocol } from 'electron'
import { takeLoginPath } from './process/login-path.ts'
import {
  defaultPointerFile,
  prepareDataFolder,
  resolveDataFolder,
  whyUnusable,
} from './settings/data-folder.ts'
import { openDesktop } from './shell/electron/desktop.ts'
import { Links } from './shell/electron/links.ts'
import { createLogFile } from './shell/electron/log-file.ts'
import { SCHEME } from './shell/electron/origin.ts'

// Both have to be said before the app is ready.
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
])
const links = new Links(process.argv.slice(1))

try {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { 'data-dir': { type: 'string' } },
    strict: false,
  })
  const pointerFile = defaultPointerFile(process.env)
  const flag = typeof values['data-dir'] === 'string' ? values['data-dir'] : undefined
  const dataFolder = await resolveDataFolder({ flag, env: process.env, pointerFile })

  // Chromium's own files, and with them the lock on a single window: one for each data folder.
  await prepareDataFolder(dataFolder)
  const userData = join(dataFolder, 'window')
  mkdirSync(userData, { recursive: true, mode: 0o700 })
  app.setPath('userData', userData)
  app.setAppUserModelId('app.openlinear')

  if (app.requestSingleInstanceLock()) {
    const log = createLogFile(join(dataFolder, 'logs', 'openlinear.log'))
    process.on('unhandledRejection', (error) => {
      log('error', 'unexpected error', { error: error instanceof Error ? error.stack : String(error) })
    })
    const built = (path: string) => join(import.meta.dirname, '..', path)
    // Not awaited: Electron gets ready only after this module has come to its end.
    app
      .whenReady()
      .then(() => takeLoginPath(log))
      .then(() =>
        openDesktop({
          dataFolder,
          pointerFile,
          page: built('renderer'),
          preload: built('preload/preload.cjs'),
          icons: join(app.getAppPath(), 'resources', 'icons'),
          links,
          log,
        }),
      )
      .catch(fail)
  } else {
    // The first one comes to the front, and takes our link.
    app.quit()
  }
} catch (error) {
  fail(error)
}

function fail(error: unknown): void {
  console.error(error)
  const sentence = whyUnusable(error) ?? (error instanceof Error ? error.message : String(error))
  dialog.showErrorBox('OpenLinear cannot start', sentence)
  app.exit(1)
}
