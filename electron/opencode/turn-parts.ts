import { pathToFileURL } from 'node:url'
import { isPicture } from '#shared/attachment-refs.ts'
import type { TurnFile } from '#electron/agents/runtime.ts'
import type { Part } from './wire.ts'

/** A part of a prompt, as OpenCode takes it. */
export type PromptPart =
  | { type: 'text'; text: string; synthetic?: true }
  | { type: 'file'; mime: string; url: string; filename: string }

/**
 * A file as part of a prompt. OpenCode reads it by its address: pictures and PDFs become input of the model, text is
 * read into the prompt. Anything else no model takes, and many refuse the whole prompt for it: the agent is told where
 * it lies.
 */
export function partOf({ name, mime, bytes, path }: TurnFile): PromptPart {
  if (isPicture(mime) || mime === 'application/pdf' || mime === 'text/plain') {
    return { type: 'file', mime, url: pathToFileURL(path).href, filename: name }
  }
  const what = `${JSON.stringify(name)} (${mime}, ${bytes} bytes)`
  return {
    type: 'text',
    text: `The file ${what} that the user attached lies at ${path}. You may read it there.`,
    synthetic: true,
  }
}

/** Whether a part is what was said, rather than what OpenCode or we made of a file beside it. */
export const isOwnWords = (part: Part): boolean => part.type === 'text' && part.synthetic !== true
