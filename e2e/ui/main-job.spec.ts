import { git } from '../support/repository.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

test('a new user tries the sample: executes, watches, reads the diff, merges', async ({ board, host }) => {
  test.slow()
  await expect(board).not.toHaveURL(/token/)
  await board.getByRole('button', { name: 'Try the sample' }).click()
  await expect(board.getByText('The sample is carried out by the practice model')).toBeVisible({
    timeout: 30_000,
  })
  await board.getByRole('button', { name: /^Continue/ }).click()
  await expect(board.getByRole('heading', { name: 'Greet people by the time of day' })).toBeVisible()
  await board.getByRole('button', { name: 'Execute' }).click()
  await expect(board).toHaveURL(/\/task\/SAM\d*-1$/)

  await expect(board.getByRole('tab', { name: 'Run 1' })).toHaveAttribute('aria-selected', 'true')
  const log = board.getByRole('list', { name: 'Log of run 1' })
  await expect(log.getByText('Prepared worktree from')).toBeVisible()
  await expect(board.getByText('scripted').first()).toBeVisible()
  await expect(log.getByText('Edited').first()).toBeVisible({ timeout: 60_000 })
  await expect(log.getByText('Committed')).toBeVisible({ timeout: 60_000 })
  await expect(board.getByRole('button', { name: 'Status: In review' })).toBeVisible()

  await board.reload()
  await board.getByRole('tab', { name: /^Changes/ }).click()
  await expect(board.getByText('greeting.js').first()).toBeVisible()
  await expect(board.getByText('Good afternoon').first()).toBeVisible()

  await board.getByRole('button', { name: 'Merge', exact: true }).click()
  const dialog = board.getByRole('dialog')
  // It is asked once, before anything is refused.
  await expect(dialog.getByText('is checked out at')).toBeVisible()
  await dialog.getByRole('button', { name: 'Merge and move my checkout' }).click()
  await expect(board.getByRole('button', { name: 'Status: Done' })).toBeVisible()

  const { items } = await host.client.projects.list()
  expect(items[0]?.repoPath).toContain((await host.client.settings.get()).dataFolder)
  expect(await git(items[0]?.repoPath ?? '', 'show', 'main:src/greeting.js')).toContain('Good afternoon')
  expect(await git(items[0]?.repoPath ?? '', 'status', '--porcelain')).toBe('')
})

test('without a token the page says how to get in, and lets nobody else', async ({ page, host }) => {
  await page.goto(host.url)
  await expect(page.getByText('Try the sample')).toHaveCount(0)
  await page.getByRole('textbox').fill(host.token)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible()
})
