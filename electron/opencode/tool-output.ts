import { open } from 'node:fs/promises'
import type { ToolPart } from './wire.ts'

/** Longest output that is kept, in bytes. */
const LONGEST = 2 * 1024 * 1024

/** File with the whole output of a call whose output OpenCode has cut, or null. */
export function outputFile({ state }: ToolPart): string | null {
  if (state.status !== 'completed') return null
  const path = state.metadata.outputPath
  return typeof path === 'string' && path !== '' ? path : null
}

/** The call with its whole output, or at most its last {@link LONGEST} bytes; as it is if that is lost. */
export async function withWholeOutput(part: ToolPart, path: string): Promise<ToolPart> {
  if (part.state.status !== 'completed') return part
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      const length = Math.min(size, LONGEST)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
      const text = buffer.toString('utf8', 0, bytesRead)
      const output = size > length ? `[… ${size - length} bytes left out]\n${text}` : text
      return { ...part, state: { ...part.state, output } }
    } finally {
      await file.close()
    }
  } catch {
    // OpenCode clears such files away after a while; its cut version is what is left.
    return part
  }
}
