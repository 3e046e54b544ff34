import { spawn } from 'node:child_process'
import { openCommand } from '../../launch/open-in-browser.ts'
import type { Platform } from '../../platform.ts'
import type { Log } from '../../runs/engine.ts'

export const headlessPlatform = (log: Log): Platform => ({
  async openExternal(url) {
    const command = openCommand(url, process)
    if (command === undefined) return log('warn', 'there is no screen to open a browser on')
    const [file, ...args] = command
    const child = spawn(file, args, { stdio: 'ignore', detached: true })
    child.once('error', () => log('warn', 'the browser could not be opened', { command: file }))
    child.unref()
  },
})
