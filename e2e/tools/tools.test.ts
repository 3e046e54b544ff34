import { describe, expect, test } from 'vitest'
import { playwrightCounts, totalWords, vitestCounts } from './counts.ts'
import { findBrowser } from './find-browser.ts'
import { isOldGit } from './git-version.ts'

describe('the browser', () => {
  const at =
    (...there: string[]) =>
    (path: string) =>
      there.includes(path)

  test('named by hand comes first', () => {
    const env = { OPENLINEAR_BROWSER: '/my/chrome', PATH: '/usr/bin' }
    expect(findBrowser('linux', env, at('/my/chrome', '/usr/bin/chromium'))).toBe('/my/chrome')
  })

  test('named by hand is passed over if it does not start', () => {
    const env = { OPENLINEAR_BROWSER: '/my/chrome', PATH: '/usr/bin' }
    expect(findBrowser('linux', env, at('/usr/bin/chromium'))).toBe('/usr/bin/chromium')
  })

  test('is Chromium before Chrome, whatever the order of the PATH', () => {
    const env = { PATH: '/opt/bin:/usr/bin' }
    expect(findBrowser('linux', env, at('/opt/bin/google-chrome', '/usr/bin/chromium'))).toBe(
      '/usr/bin/chromium',
    )
    expect(findBrowser('linux', env, at('/opt/bin/google-chrome'))).toBe('/opt/bin/google-chrome')
  })

  test('is found in the folders of a Mac and of Windows', () => {
    const mac = '/Users/me/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
    expect(findBrowser('darwin', { HOME: '/Users/me' }, at(mac))).toBe(mac)
    const windows = 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'
    const env = { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' }
    expect(findBrowser('win32', env, at(windows))).toBe(windows)
  })

  test('may be nowhere', () => {
    expect(findBrowser('linux', { PATH: '/usr/bin' }, at())).toBeUndefined()
    expect(findBrowser('linux', {}, at())).toBeUndefined()
  })
})

test('git is old before 2.38', () => {
  expect(['git version 2.37.7', 'git version 1.9.1', '?'].map(isOldGit)).toEqual([true, true, true])
  expect(
    ['git version 2.38.0', 'git version 2.51.2 (Apple Git-155)', 'git version 3.0'].map(isOldGit),
  ).toEqual([false, false, false])
})

describe('counts', () => {
  test.each([
    [{ passed: 5, failed: 0 }, '5 passed, 0 failed'],
    [{ passed: 0, failed: 1 }, '0 passed, 1 failed'],
    // Types and lint alone are no tests.
    [{ passed: 0, failed: 0 }, null],
  ])('of %o is said %j', (sum, words) => {
    expect(totalWords(sum)).toBe(words)
  })

  test('of vitest', () => {
    const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }
    expect(vitestCounts(JSON.stringify(report))).toEqual({ passed: 5, failed: 1, skipped: 3 })
  })

  test('of Playwright', () => {
    const report = { stats: { expected: 4, unexpected: 2, flaky: 1, skipped: 3 } }
    expect(playwrightCounts(JSON.stringify(report))).toEqual({ passed: 5, failed: 2, skipped: 3 })
  })
})
