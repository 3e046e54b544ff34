import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { type BrowserWindow, dialog, shell } from 'electron'
import { AppError } from '#shared/errors.ts'
import type { Platform, SecretStore } from '../../platform.ts'
import { HOST_ID_VARIABLE } from '../../process/host-id.ts'
import { userEnvironment } from '../../process/environment.ts'
import type { Log } from '../../runs/engine.ts'
import {
  editorCommand,
  fileCommand,
  foundEditors,
  type Machine,
  type OpenCommand,
  openPlaces,
  terminalCommand,
} from './open-in.ts'

export interface DesktopPlatformOptions {
  secrets: SecretStore
  /** The window that dialogs belong to, if it is open. */
  window: () => BrowserWindow | null
  log: Log
}

/** What the desktop can do for the host. */
export function desktopPlatform({ secrets, window, log }: DesktopPlatformOptions): Platform {
  const machine: Machine = { platform: process.platform, env: process.env, exists: existsSync }
  return {
    shell: 'electron',
    can: { pickFolder: true, openIn: openPlaces(machine), editors: foundEditors(machine), notify: true },
    secrets,

    async openExternal(url) {
      // Anything else would be handed to whatever program the system has for it.
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        return log('warn', 'an address that is none of the web was not opened')
      }
      await shell.openExternal(url).catch((error: unknown) => {
        log('warn', 'the browser could not be opened', { error: String(error) })
      })
    },

    async pickFolder() {
      const options = { properties: ['openDirectory' as const, 'createDirectory' as const] }
      const parent = window()
      const { canceled, filePaths } =
        parent === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(parent, options)
      return canceled ? null : (filePaths[0] ?? null)
    },

    async openFolder(path, where, editor) {
      if (where === 'files') return showFolder(path)
      const command =
        where === 'editor' ? editorCommand(path, editor, machine) : terminalCommand(path, machine)
      if (command === null) throw new AppError('NOT_POSSIBLE_HERE', missing(where, editor))
      await start(command)
    },

    async openFile(place, editor) {
      const command = fileCommand(place, editor, machine)
      if (command === null) throw new AppError('NOT_POSSIBLE_HERE', missing('editor', editor))
      await start(command)
    },
  }
}

function missing(where: 'editor' | 'terminal', editor: string | null): string {
  if (where === 'terminal') return 'No terminal program was found on this machine.'
  return editor === null
    ? 'No editor was found. Name the command of yours in Settings, such as /usr/local/bin/code.'
    : `The editor ${editor} was not found. Name its command in Settings with its whole path.`
}

async function showFolder(path: string): Promise<void> {
  // A folder with an ending may be a program on a Mac, which opening it would start.
  if (extname(path) !== '') return shell.showItemInFolder(path)
  const problem = await shell.openPath(path)
  if (problem !== '') throw new AppError('NOT_POSSIBLE_HERE', `The folder could not be opened: ${problem}`)
}

/** @throws AppError NOT_POSSIBLE_HERE when it does not start */
async function start({ file, args, cwd }: OpenCommand): Promise<void> {
  // Without the mark of what we spawn: it is the user's, and outlives us.
  const { [HOST_ID_VARIABLE]: _, ...env } = userEnvironment('')
  const child = spawn(file, args, { cwd, env, stdio: 'ignore', detached: true })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.once('spawn', resolve)
  child.once('error', (error) =>
    reject(new AppError('NOT_POSSIBLE_HERE', `${file} could not be started: ${error.message}`)),
  )
  await promise
  child.unref()
}
