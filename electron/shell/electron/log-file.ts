import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Log } from '../../runs/engine.ts'

/** Size at which a log file makes place for the next, in bytes. */
const MAX_BYTES = 5 * 1024 * 1024
/** Files kept: `x.log`, `x.1.log`, `x.2.log`. */
const FILES = 3

/**
 * A log of JSON lines that never grows beyond three files. It is written at once: it is short, and its last
 * line before a crash is the one that matters.
 *
 * @param file ends in `.log`
 */
export function createLogFile(file: string, maxBytes: number = MAX_BYTES): Log {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return (level, message, data) => {
    const line = `${JSON.stringify({ time: new Date().toISOString(), level, msg: message, ...data })}\n`
    try {
      if (size > 0 && size + line.length > maxBytes) {
        rotate(file)
        size = 0
      }
      appendFileSync(file, line, { mode: 0o600 })
      size += line.length
    } catch (error) {
      // A full disk must not end the host.
      console.error(line, error)
    }
    if (level !== 'info') console.error(`${level}: ${message}`, data ?? '')
  }
}

function rotate(file: string): void {
  const name = (number: number) => (number === 0 ? file : file.replace(/\.log$/, `.${number}.log`))
  for (let number = FILES - 2; number >= 0; number -= 1) {
    if (statSync(name(number), { throwIfNoEntry: false })) renameSync(name(number), name(number + 1))
  }
}
