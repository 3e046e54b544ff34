import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Makes ids in OpenCode's own ascending format: 48 bits of time and counter, then chance. OpenCode compares
 * ids to tell what came first, so an id must be younger than all before it and older than the answer.
 *
 * @param now the clock, in epoch milliseconds
 */
export function createMessageIds(now: () => number = Date.now): () => string {
  let lastTime = 0
  let counter = 0
  return () => {
    // A clock that is set back must not make an older id.
    const time = Math.max(now(), lastTime)
    counter = time === lastTime ? counter + 1 : 1
    lastTime = time
    const stamp = (BigInt(time) * 0x1000n + BigInt(counter)) & 0xffff_ffff_ffffn
    return `msg_${stamp.toString(16).padStart(12, '0')}${chance(14)}`
  }
}

function chance(length: number): string {
  let text = ''
  for (const byte of randomBytes(length)) text += ALPHABET[byte % ALPHABET.length]
  return text
}
