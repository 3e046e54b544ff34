import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { World } from './scenario.ts'

/** Hold on the event streams between a host and OpenCode. */
export interface Streams {
  /** What the host has to be started with. */
  environment: Record<string, string>
  /** Breaks them and lets none through. @returns how many were broken */
  down(): Promise<number>
  up(): Promise<void>
}

/** See `stream-hook.ts`. */
export function streamsOf(world: World): Streams {
  const path = join(world.dataFolder, 'faults.sock')
  async function say(line: string): Promise<number> {
    const socket = connect(path)
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    const end = once(socket, 'end')
    socket.write(`${line}\n`)
    await end
    return Number(Buffer.concat(chunks).toString())
  }
  return {
    environment: {
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'stream-hook.ts')}`,
      FAULTS_STREAMS: path,
    },
    down: () => say('down'),
    up: async () => void (await say('up')),
  }
}
