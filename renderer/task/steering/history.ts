import { buildSendBackPrompt } from '#shared/prompt.ts'
import type { RunMessage } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'

/** What stands before the comments in the prompt of a run that was sent back. */
const HEAD = buildSendBackPrompt('')

/** The comments that a run was sent back with, or null for a run that began anew. */
export const commentsOf = (run: Pick<Run, 'prompt'>): string | null =>
  run.prompt.startsWith(HEAD) ? run.prompt.slice(HEAD.length) : null

/** What the user has said to the agents of a task, oldest first: comments sent back, and messages. */
export function saidBefore(
  runs: readonly Pick<Run, 'prompt' | 'createdAt'>[],
  messages: readonly Pick<RunMessage, 'text' | 'createdAt'>[],
): string[] {
  const said = [
    ...runs.flatMap((run) => {
      const text = commentsOf(run)
      return text === null ? [] : [{ text, at: run.createdAt }]
    }),
    ...messages.map(({ text, createdAt }) => ({ text, at: createdAt })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return said.map(({ text }) => text).filter((text, index, all) => text !== all[index - 1])
}

/** Where a recall stands: how many steps back, 0 = at what is being written. */
export function recallStep(count: number, back: number, by: 1 | -1): number {
  return Math.min(count, Math.max(0, back + by))
}
