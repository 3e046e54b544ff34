import { test } from 'vitest'

/** Whether what takes too long for each push is run too. */
export const isSlow = process.env.OPENLINEAR_SLOW_TESTS === '1'

/**
 * For a test that takes too long for each push: it runs with `OPENLINEAR_SLOW_TESTS=1 npm test`, and is told as
 * skipped otherwise.
 */
export const slowTest = test.runIf(isSlow)
