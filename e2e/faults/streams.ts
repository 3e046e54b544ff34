import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setStage, type Stage } from './agent.ts'
import type { World } from './scenario.ts'

/** A hold on the event streams between a host and OpenCode. */
export interface Streams {
  /** What the host has to be started with. */
  environment: Record<string, string>
  /** Breaks them and lets none through. @returns how many were broken */
  down(): Promise<number>
  /** Lets them through, with events among them that cannot be read. */
  spoil(): Promise<void>
  /** Lets them through as they are. @returns how many events were spoilt */
  up(): Promise<number>
}

/** See `stream-hook.ts`. */
function streamsOf(world: World): Streams {
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
    spoil: async () => void (await say('spoil')),
    up: () => say('up'),
  }
}

/** A stage whose host has such streams. */
export async function stageWithStreams(world: World): Promise<{ stage: Stage; streams: Streams }> {
  const streams = streamsOf(world)
  return { streams, stage: await setStage(world, streams.environment) }
}
