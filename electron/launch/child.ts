import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { constants } from 'node:os'

export interface Ended {
  /** The exit code; 128 + number for a signal, as shells say it. */
  code: number
  signal: NodeJS.Signals | null
  /** A signal to us ended it, not an accident. */
  asked: boolean
}

const PASSED_ON: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs a program to its end and passes signals on to it. */
export function run(
  file: string,
  args: string[],
  options: SpawnOptions,
  onStart?: (child: ChildProcess) => void,
): Promise<Ended> {
  const child = spawn(file, args, options)
  onStart?.(child)

  // Ctrl-C reaches us from the terminal and once more from npm: one of the two is passed on. A later one is the
  // user's impatience, to which the program may still end at once what it has started; yet another one ends it.
  let asked = 0
  let askedAt = 0
  const pass = (signal: NodeJS.Signals) => {
    if (asked > 0 && performance.now() - askedAt < 1000) return
    asked += 1
    askedAt = performance.now()
    child.kill(asked > 2 ? 'SIGKILL' : signal === 'SIGHUP' ? 'SIGTERM' : signal)
  }
  for (const name of PASSED_ON) process.on(name, pass)

  return new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], signal, asked: asked > 0 })
    })
  }).finally(() => {
    for (const name of PASSED_ON) process.off(name, pass)
  })
}
