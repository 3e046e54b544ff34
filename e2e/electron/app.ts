import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test as base, _electron, type ElectronApplication, type Page } from '@playwright/test'
import { electronBinary } from '../../electron/launch/desktop.ts'
import { ROOT } from '../../electron/launch/root.ts'
import { temporaryFolder } from '../support/repository.ts'

interface Fixtures {
  dataFolder: string
  /** The desktop app on a data folder of its own; ended without being asked. */
  app: ElectronApplication
  /** Its window. */
  board: Page
}

/** Starts the desktop app as `npm start` does. */
export async function startApp(dataFolder: string, args: string[] = []): Promise<ElectronApplication> {
  const executablePath = electronBinary(join(ROOT, 'node_modules/electron'))
  if (executablePath === undefined) throw new Error('there is no Electron binary')
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  return _electron.launch({
    executablePath,
    args: [ROOT, '--data-dir', dataFolder, ...args],
    env: Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
  })
}

/** The process is ended at once: how the app asks and closes is tested where that is the matter. */
export const end = (app: ElectronApplication) => app.evaluate(({ app }) => app.exit(0)).catch(() => undefined)

export const test = base.extend<Fixtures>({
  // Playwright wants the fixtures it hands in taken apart, also when there are none.
  // oxlint-disable-next-line no-empty-pattern
  dataFolder: async ({}, use) => {
    const folder = await temporaryFolder('electron')
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  },
  app: async ({ dataFolder }, use) => {
    const app = await startApp(dataFolder)
    await use(app)
    await end(app)
  },
  board: async ({ app }, use) => {
    const problems: string[] = []
    const page = await app.firstWindow()
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text())
    })
    await use(page)
    test.expect(problems).toEqual([])
  },
})
export { expect } from '@playwright/test'
