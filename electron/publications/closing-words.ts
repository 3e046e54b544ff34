import { isSameRepository } from '#shared/github-remote.ts'
import type { GithubRepository } from '#shared/github.ts'

const ISSUE = String.raw`(?:[\w.-]+/[\w.-]+)?#\d+`
const LINE = new RegExp(`^Closes ${ISSUE}(?:, closes ${ISSUE})*$`)

/**
 * What a pull request of a repository says so that its merge closes issues: the keyword stands before each
 * (docs.github.com, “Linking a pull request to an issue”). Those of another server it cannot close.
 */
export function closingLine(
  issues: readonly { repository: GithubRepository; number: number }[],
  at: GithubRepository,
): string | null {
  const names = issues
    .filter(({ repository }) => repository.host === at.host)
    .map(({ repository, number }) =>
      isSameRepository(repository, at) ? `#${number}` : `${repository.owner}/${repository.name}#${number}`,
    )
  return names.length === 0 ? null : `Closes ${names.join(', closes ')}`
}

/** Words that begin with the line, whatever line of ours they began with. @param line null = with none */
export function withClosingLine(body: string, line: string | null): string {
  const [first = '', ...others] = body.split('\n')
  const rest = LINE.test(first.trim()) ? others.join('\n').replace(/^\s*\n/, '') : body
  return line === null ? rest : rest === '' ? line : `${line}\n\n${rest}`
}
