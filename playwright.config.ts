import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { CHROMIUM_ARGS } from './e2e/support/chromium-args.ts'

// Workers read this file, too.
process.env['SHELL'] = join(import.meta.dirname, 'e2e/support/plain-shell')

// Each test starts the host it needs; the browser is found by `npm test` (e2e/tools/get-browser.ts).
export default defineConfig({
  projects: [
    { name: 'ui', testDir: 'e2e/ui' },
    // The page over the desktop window's transport, in the browser that the others use.
    { name: 'port', testDir: 'e2e/integration/port', testMatch: '**/*.spec.ts' },
    // The desktop app itself; `npm test` runs it where Electron's binary is.
    { name: 'electron', testDir: 'e2e/electron' },
    // The screens against how they were when somebody last looked at them.
    {
      name: 'visual',
      testDir: 'e2e/visual',
      snapshotPathTemplate: 'e2e/visual/baselines/{arg}{ext}',
    },
    // Draws the pictures of the README anew; no test.
    { name: 'pictures', testDir: 'e2e/pictures' },
  ],
  outputDir: 'test-results',
  timeout: 60_000,
  // By default five seconds, which a page beside OpenCode's start may need.
  expect: { timeout: 15_000 },
  globalTimeout: 25 * 60_000,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    // A trace costs a tenth of the time: `npm test -- e2e -- --trace retain-on-failure` makes one of what fails.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.OPENLINEAR_BROWSER,
      args: CHROMIUM_ARGS,
    },
  },
})
