import { chromium } from '@playwright/test'
import { TestHost } from '../support/host.ts'
import { practiceProject } from '../support/scripted.ts'
import { CHROMIUM_ARGS } from '../support/chromium-args.ts'
import { expect, skipOnPush, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

test('pages that were left give their connections back', async ({ host, repo }) => {
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Stay reachable', { text: 'Done.' })
  // As users have it: Playwright turns the browser's memory of left pages off.
  const browser = await chromium.launch({
    ...(process.env.OPENLINEAR_BROWSER === undefined
      ? {}
      : { executablePath: process.env.OPENLINEAR_BROWSER }),
    args: CHROMIUM_ARGS,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  try {
    const page = await browser.newPage()
    await page.goto(host.address)
    const places: [string, string][] = [
      ['/', 'All tasks'],
      ['/settings', 'General'],
      [`/task/${task.identifier}`, task.identifier],
    ]
    // A browser has six connections to a host: more pages than that are left, twice.
    for (let round = 0; round < 5; round++) {
      for (const [path, heading] of places) {
        await page.goto(new URL(path, host.url).href)
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible({ timeout: 5000 })
      }
    }
  } finally {
    await browser.close()
  }
})

test('a page that comes back shows what it missed', async ({ board, host, repo, context }) => {
  const fixture = await practiceProject(host.client, repo)
  await board.goto(host.url)
  await expect(board.getByRole('heading', { level: 1, name: 'All tasks' })).toBeVisible()
  // Playwright cannot go back to a page that the browser kept: the events alone must do.
  await board.evaluate(() => window.dispatchEvent(new Event('pagehide')))
  await fixture.task('Came meanwhile', { text: 'Done.' })
  // Once another page shows it, this one would have, too.
  const other = await context.newPage()
  await other.goto(host.url)
  await expect(other.getByText('Came meanwhile')).toBeVisible()
  await expect(board.getByText(/offline/i)).toHaveCount(0)
  await expect(board.getByText('Came meanwhile')).toHaveCount(0)
  await board.evaluate(() => window.dispatchEvent(new Event('pageshow')))
  await expect(board.getByText('Came meanwhile')).toBeVisible()
})

test('all tasks stay all tasks over a reload', async ({ board, host, repo }) => {
  const { projectId } = await practiceProject(host.client, repo)
  await board.goto(new URL(`/?project=${projectId}`, host.url).href)
  await expect(board.getByRole('heading', { level: 1, name: 'Board' })).toBeVisible()
  await board.getByRole('link', { name: 'All tasks' }).click()
  await board.reload()
  await expect(board.getByRole('heading', { level: 1, name: 'All tasks' })).toBeVisible()
  await expect(board).not.toHaveURL(/project=/)
})

test('a second tab takes the token from the first', async ({ board, host, context }) => {
  await expect(board.getByRole('button', { name: 'Try the sample' })).toBeVisible()
  const other = await context.newPage()
  await other.goto(host.url)
  await expect(other.getByRole('button', { name: 'Try the sample' })).toBeVisible()
  await expect(other.getByLabel('Address or token')).toHaveCount(0)
})

test('a tab that has found no other to ask takes the token from one that comes', async ({
  context,
  host,
}) => {
  const early = await context.newPage()
  await early.goto(host.url)
  await expect(early.getByLabel('Address or token')).toBeVisible()
  const late = await context.newPage()
  await late.goto(host.address)
  await expect(early.getByRole('button', { name: 'Try the sample' })).toBeVisible()
})

test('a host that was started anew is told from one that is away, and the page goes on with its token', async ({
  page,
  ownHost,
  dataFolder,
}) => {
  skipOnPush()
  await page.goto(ownHost.address)
  await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible()
  await page.evaluate(() => Object.assign(window, { isSamePage: true }))
  await ownHost.kill()
  await expect(page.getByText('OpenLinear does not answer.')).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('Still no answer.')).toBeVisible()

  const anew = await TestHost.start(dataFolder, {
    OPENLINEAR_TEST_PORT: new URL(ownHost.url).port,
    OPENLINEAR_TEST_TOKEN: 'another-token-of-the-fault-injector-0123456789',
  })
  try {
    await expect(page.getByText('OpenLinear was started anew')).toBeVisible({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Paste the address…' }).press('Enter')
    const field = page.getByLabel('Address or token')
    await expect(field).toBeFocused()
    await field.fill(ownHost.address)
    await page.keyboard.press('Enter')
    await expect(page.getByText('It does not take this token.')).toBeVisible()
    await field.fill(anew.address)
    await page.keyboard.press('Enter')
    await expect(page.getByText('OpenLinear was started anew')).toHaveCount(0)
    await anew.client.settings.update({ theme: 'dark' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    // What was written in it is there still.
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
  } finally {
    await anew.stop()
  }
})
