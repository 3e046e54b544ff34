import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { buildIfNeeded } from './build.ts'
import { run, type Ended } from './child.ts'
import { endWithNpm } from './end-with-npm.ts'
import { findDesktop } from './desktop.ts'
import { openCommand } from './open-in-browser.ts'
import { ROOT } from './root.ts'
import { addressIn, readableLog } from './shell-output.ts'
import { readStartArguments } from './start-arguments.ts'

/** `npm start`: the desktop window where there can be one, else the page in a browser. */
export async function start(args: string[]): Promise<number> {
  endWithNpm()
  const { headless, open, rest } = readStartArguments(args)
  const failed = await buildIfNeeded()
  if (failed) return failed

  if (!headless) {
    const desktop = await findDesktop()
    let why: string
    if ('binary' in desktop) {
      const started = performance.now()
      const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
      const ended = await run(desktop.binary, [ROOT, ...rest], { stdio: 'inherit', env })
      if (!diedAtOnce(ended, performance.now() - started)) return ended.code
      why = `Electron could not start (${ended.signal ?? `exit code ${ended.code}`})`
    } else {
      why = desktop.why
    }
    console.log(`No desktop window here: ${why}. OpenLinear runs without it, in your browser.`)
  }
  return startHeadless(rest, open)
}

/** A library is missing, or its sandbox is not allowed: it never came to our code. */
function diedAtOnce(ended: Ended, ms: number): boolean {
  return !ended.asked && ms < 10_000 && (ended.signal !== null || ended.code === 127)
}

async function startHeadless(args: string[], open: boolean): Promise<number> {
  const shell = join(ROOT, 'out/main/headless.js')
  const more = open && openCommand('', process) ? ['--open'] : []
  const ended = await run(
    process.execPath,
    [shell, ...more, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
    (child) => {
      eachLine(child.stdout, (line) => {
        const address = addressIn(line)
        console.log(address ? `\n  OpenLinear is running at  ${address}\n\n  Ctrl-C ends it.\n` : line)
      })
      eachLine(child.stderr, (line) => {
        const text = readableLog(line)
        if (text !== undefined) console.error(text)
      })
    },
  )
  return ended.code
}

function eachLine(stream: Readable | null, onLine: (line: string) => void): void {
  if (!stream) throw new Error('a pipe was asked for')
  createInterface({ input: stream }).on('line', onLine)
}
