export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** What `npm test` says of all its tests at its end; null where no test ran, and nothing failed before one could. */
export const totalWords = ({ passed, failed }: Pick<Counts, 'passed' | 'failed'>): string | null =>
  passed + failed === 0 ? null : `${passed} passed, ${failed} failed`

/** From the JSON report of vitest. */
export function vitestCounts(report: string): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(report) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
  }
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

/** From the JSON report of Playwright; what passed at its second try has passed. */
export function playwrightCounts(report: string): Counts {
  const { stats } = JSON.parse(report) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  }
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
}
