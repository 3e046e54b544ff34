import type { IssueField, WriteDirection } from '#shared/issue-words.ts'
import type { WriteTurn } from './issue-log.ts'
import type { Problem } from './pass.ts'

/** A field that was overwritten so often, to and fro, within this time is somebody's answer to each of our writes. */
const MOST_TURNS = 6
export const LOOP_MS = 10 * 60_000

/**
 * Whether one more write of a field would go on with a loop: another machine, or a bot, answers each of ours with one
 * of its own.
 *
 * @param rows the link's writes of the last {@link LOOP_MS}, oldest first
 */
export function goesToAndFro(rows: readonly WriteTurn[], field: IssueField, next: WriteDirection): boolean {
  const written = rows.filter(({ subject, status }) => subject === field && status === 'written')
  const directions = [...written.map(({ direction }) => direction), next]
  const turns = directions.filter((direction, place) => place > 0 && direction !== directions[place - 1])
  return turns.length >= MOST_TURNS
}

const WORDS: Readonly<Record<IssueField, string>> = {
  title: 'The title',
  body: 'The description',
  state: 'The state',
  labels: 'The labels',
}

export const loopProblem = (field: IssueField): Problem => ({
  code: 'conflict',
  message: `${WORDS[field]} went to and fro between here and GitHub ${MOST_TURNS} times within ten minutes: another program seems to answer each change. Nothing more is written to this issue until you sync it by hand.`,
})
