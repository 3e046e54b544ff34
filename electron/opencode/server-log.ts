import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { humanLine } from './errors.ts'

/** It writes its lines together, every now and then: measured, up to two seconds after the answer. */
const LOOKS = 20
const LOOK_AFTER_MS = 200

/**
 * What OpenCode's own log says about an error it answered with no more than a reference; null when there is
 * nothing.
 *
 * @param data the server's data folder
 */
export async function reasonFor(ref: string, data: string): Promise<string | null> {
  const folder = join(data, 'opencode', 'log')
  for (let look = 0; look < LOOKS; look++) {
    for (const name of await readdir(folder).catch(() => [])) {
      const text = await readFile(join(folder, name), 'utf8').catch(() => '')
      const line = text.split('\n').findLast((one) => one.includes(`ref=${ref} `))
      if (line !== undefined) return reasonIn(line)
    }
    await delay(LOOK_AFTER_MS)
  }
  return null
}

function reasonIn(line: string): string | null {
  const [, quoted] = /\serror=("(?:[^"\\]|\\.)*")/.exec(line) ?? []
  if (quoted === undefined) return null
  const reason = humanLine(JSON.parse(quoted)).replace(/^(?:\w*Error: )+/, '')
  // Its way to say that an address could not be reached.
  return /typo in the url/i.test(reason) ? 'the provider could not be reached' : reason
}
