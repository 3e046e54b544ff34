import { labelKey } from '#shared/issue-merge.ts'
import type { IssueField } from '#shared/issue-words.ts'
import type { IssueFields } from '#shared/issues.ts'
import type { Problem } from './pass.ts'

/**
 * What GitHub has left out of a change without a word: labels of those who may not write in the repository, and why an
 * issue is closed, unless it was open before (docs.github.com, REST, “Update an issue”).
 *
 * @param answer the issue as the change has left it
 * @returns null = it has done what was asked
 */
export function leftOut(
  field: IssueField,
  sent: Partial<IssueFields>,
  answer: IssueFields,
  login: string,
): Problem | null {
  if (field === 'state' && sent.state !== undefined && sent.state !== answer.state)
    return {
      code: 'conflict',
      message:
        'GitHub keeps why an issue was closed until it is opened again: there it stays closed as ' +
        `${answer.state === 'completed' ? 'completed' : 'not planned'}.`,
    }
  if (field !== 'labels' || sent.labels === undefined) return null
  const [asked, there] = [keysOf(sent.labels), keysOf(answer.labels)]
  const names = [
    ...sent.labels.filter((name) => !there.has(labelKey(name))),
    ...answer.labels.filter((name) => !asked.has(labelKey(name))),
  ]
  if (names.length === 0) return null
  return {
    code: 'missing_permission',
    message: `GitHub has left the labels as they were (${names.join(', ')}): ${login} may not change them there.`,
  }
}

const keysOf = (names: readonly string[]) => new Set(names.map(labelKey))
