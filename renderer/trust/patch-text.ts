import { visible } from '../ui/visible-text.ts'

export type PatchTone = 'add' | 'del' | 'context' | 'gap'

const TONES: Record<string, PatchTone> = { '+': 'add', '-': 'del', '@': 'gap', '\\': 'gap' }

/** Every line of a unified diff from its first hunk on, to the last letter, with what it is. */
export function patchLines(patch: string): { tone: PatchTone; text: string }[] {
  const lines = visible(patch).replace(/\n$/, '').split('\n')
  const begin = lines.findIndex((line) => line.startsWith('@@'))
  return (begin === -1 ? lines : lines.slice(begin))
    .filter((line) => !line.startsWith('@@ -0,0 '))
    .map((text) => ({ tone: begin === -1 ? 'context' : (TONES[text.charAt(0)] ?? 'context'), text }))
}

/** The host gives no more letters than this of a file. */
const MOST = 100_000

/** Whether a file goes on after what is known of it. */
export const isCut = (file: { text: string | null }): boolean =>
  file.text !== null && file.text.length >= MOST
