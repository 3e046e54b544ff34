import type { Problem } from '../state/errors.ts'

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}

/** The list of files a refusal names. */
export function filesOf(problem: Problem): string[] {
  const details = record(problem.details)
  const files = details['files'] ?? details['conflicts'] ?? details['paths']
  if (!Array.isArray(files)) return []
  return files.flatMap((file: unknown) => {
    if (typeof file === 'string') return [file]
    const path = record(file)['path']
    return typeof path === 'string' ? [path] : []
  })
}

/** The checkout a refusal names. */
export function pathOf(problem: Problem): string | null {
  const details = record(problem.details)
  const path = details['path'] ?? details['checkout'] ?? details['worktree']
  return typeof path === 'string' ? path : null
}

/** The comment that asks the agent to mend a conflict, in English as all that it is told by us. */
export function conflictComment(baseBranch: string, files: readonly string[]): string {
  const list = files.map((file) => `- ${file}`).join('\n')
  return [
    `Your branch no longer merges into ${baseBranch}: both changed the same lines.`,
    `Merge ${baseBranch} into your branch, resolve the conflicts so that both changes keep their meaning, and run the checks again.`,
    ...(files.length > 0 ? [`Files in conflict:\n${list}`] : []),
  ].join('\n\n')
}
