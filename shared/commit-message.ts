/** A task as a commit names it. */
interface Named {
  identifier: string
  title: string
}

/** Longest first line of a commit that names its tasks. */
const LONGEST = 72

/** The message of the commit that goes on with their work for its pull request. */
export const buildFollowUpMessage = (subject: string, tasks: readonly Pick<Named, 'identifier'>[]): string =>
  [subject, '', ...tasks.map(({ identifier }) => `Task: ${identifier}`)].join('\n').trimEnd()

/** The message of the commit that holds the work for one or several tasks. */
export function buildCommitMessage(tasks: readonly Named[]): string {
  const [first] = tasks
  const trailers = tasks.map(({ identifier }) => `Task: ${identifier}`).join('\n')
  if (first === undefined) return 'Work that belongs to no task any more'
  if (tasks.length === 1) return `${first.title}\n\n${trailers}`
  const names = `Carry out ${tasks.map(({ identifier }) => identifier).join(', ')}`
  const subject = names.length > LONGEST ? `Carry out ${tasks.length} tasks` : names
  const lines = tasks.map(({ identifier, title }) => `- ${identifier}: ${title}`)
  return `${subject}\n\n${lines.join('\n')}\n\n${trailers}`
}
