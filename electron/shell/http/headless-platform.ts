import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { openCommand } from '../../launch/open-in-browser.ts'
import type { Platform } from '../../platform.ts'
import type { Log } from '../../runs/engine.ts'
import { createFileSecrets } from '../../secrets/file-secrets.ts'
import { createKeyring } from '../../secrets/keyring.ts'

export interface HeadlessPlatformOptions {
  dataFolder: string
  /** The key to the secrets lies beside it, apart from what it opens. */
  pointerFile: string
  log: Log
}

/** The platform of a host without a desktop: what needs one is refused in words. */
export const headlessPlatform = ({ dataFolder, pointerFile, log }: HeadlessPlatformOptions): Platform => ({
  shell: 'headless',
  can: { pickFolder: false, openIn: [], editors: [], notify: false },
  secrets: createFileSecrets({
    file: join(dataFolder, 'secrets.sealed'),
    keyFile: join(dirname(pointerFile), 'secrets.key'),
    keyring: createKeyring(dataFolder),
  }),

  async openExternal(url) {
    const command = openCommand(url, process)
    if (command === undefined) return log('warn', 'there is no screen to open a browser on')
    const [file, ...args] = command
    const child = spawn(file, args, { stdio: 'ignore', detached: true })
    child.once('error', () => log('warn', 'the browser could not be opened', { command: file }))
    child.unref()
  },

  async pickFolder() {
    throw new AppError(
      'NOT_POSSIBLE_HERE',
      'This host has no desktop to choose a folder on. Type the folder’s path as it is on the host’s machine.',
    )
  },

  async openFolder(path) {
    throw new AppError(
      'NOT_POSSIBLE_HERE',
      `This host has no desktop to open a folder on. It is ${path} on the host’s machine.`,
    )
  },

  async openFile({ path }) {
    throw new AppError(
      'NOT_POSSIBLE_HERE',
      `This host has no desktop to open a file on. It is ${path} on the host’s machine.`,
    )
  },
})
