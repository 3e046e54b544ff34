import { defineConfig } from '@playwright/test'

/** Chromium looks for Google's hosts at every start unless it is told not to. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
]

// Each test starts the host it needs; the browser is found by `npm test` (e2e/tools/get-browser.ts).
export default defineConfig({
  projects: [
    { name: 'ui', testDir: 'e2e/ui' },
    // The page over the desktop window's transport, in the browser that the others use.
    { name: 'port', testDir: 'e2e/integration/port', testMatch: '**/*.spec.ts' },
    // The desktop app itself; `npm test` runs it where Electron's binary is.
    { name: 'electron', testDir: 'e2e/electron' },
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
    // The pictures of a trace cost a quarter of the tests' time, since Chromium draws without a graphics card here.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.OPENLINEAR_BROWSER,
      args: process.getuid?.() === 0 ? [...QUIET, '--no-sandbox'] : QUIET,
    },
  },
})
