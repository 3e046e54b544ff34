import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createHost } from '#electron/host.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import { backUp } from '#electron/store/backup.ts'
import { openDatabase } from '#electron/store/open-database.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { answers, electron, seen, StandInWindow } from '../port/stand-in-electron.ts'

// The whole of `main.ts` on a data folder whose database is damaged.
vi.mock('electron', async () => (await import('../port/stand-in-electron.ts')).electron)

let dataFolder: string
const shown: string[] = []

beforeAll(async () => {
  dataFolder = join(await temporaryFolder('recovery'), 'data')
  await mkdir(dataFolder)
  const pointerFile = join(dirname(dataFolder), 'config', 'location.json')
  const log = () => undefined
  const host = await createHost({
    dataFolder,
    pointerFile,
    log,
    platform: headlessPlatform({ dataFolder, pointerFile, log }),
  })
  await host.settings.update({ theme: 'dark' })
  await host.close()
  const database = openDatabase(dataFolder, log)
  backUp(database, dataFolder, 'daily')
  database.close()
  await writeFile(
    join(dataFolder, 'openlinear.db'),
    'this is no database, however long it may be'.repeat(200),
  )

  Object.assign(electron.shell, {
    openPath: async (path: string) => {
      shown.push(path)
      return ''
    },
  })
  process.argv.push('--data-dir', dataFolder)
  vi.stubEnv('XDG_CONFIG_HOME', join(dirname(dataFolder), 'config'))
  vi.stubEnv('TERM', 'xterm')
})
afterAll(async () => {
  process.argv.splice(process.argv.indexOf('--data-dir'), 2)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  await rm(dirname(dataFolder), { recursive: true, force: true })
})

test('the user is asked, looks at the folder, restores the backup, and gets the window', async () => {
  answers.push(1, 0)
  await import('#electron/main.ts')
  await vi.waitFor(() => expect([StandInWindow.all.length, ...seen.errors]).toEqual([1]), { timeout: 30_000 })
  expect(shown).toEqual([dataFolder])
  expect(seen.questions).toHaveLength(2)
  for (const { message, buttons } of seen.questions) {
    expect(message).toBe(`The database ${join(dataFolder, 'openlinear.db')} is damaged.`)
    expect(buttons).toEqual([expect.stringMatching(/^Restore the backup of .*20\d\d/), 'Show folder', 'Quit'])
  }
  expect(await readdir(dataFolder)).toContainEqual(expect.stringMatching(/^openlinear\.db\.damaged-/))
  expect(electron.nativeTheme.themeSource).toBe('dark')
  electron.app.quit()
  expect(await seen.exit.promise).toBe(0)
})
