/** So many lines from the end of a command's output are told with a failure. */
const LAST = 20

/** So many lines before them are told that name a failure. */
const NAMED = 8

/** How test tools, compilers and linters begin the line that says what fails. */
const FAILS =
  /^\s*(?:not ok\b|(?:--- )?FAIL(?:ED|URE)?\b|[✗✘✖×]\s|\w*(?:[Ee]rror|Exception)(?:\[\w+\])?:)|: error\b/

/** What of a failed command's output is told: its end, and what names a failure before that. */
export function tellingLines(output: string): string {
  const lines = output.trimEnd().split('\n')
  const named = lines.slice(0, -LAST).filter((line) => FAILS.test(line))
  const end = lines.slice(-LAST)
  return (named.length === 0 ? end : [...named.slice(0, NAMED), '[…]', ...end]).join('\n')
}
