import { test } from 'vitest'

/**
 * For a test that takes too long for each push: it runs with `OPENLINEAR_SLOW_TESTS=1 npm test`, and is told as
 * skipped otherwise.
 */
export const slowTest = test.runIf(process.env.OPENLINEAR_SLOW_TESTS === '1')
