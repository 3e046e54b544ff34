import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { skipOnPush } from '../../ui/fixtures.ts'
import { openDesktopPage, ORIGIN } from './bridge.ts'
import { PortHost } from './port-host.ts'

interface Fixtures {
  host: PortHost
  /** The page as the desktop window has it. */
  board: Page
}

const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern
  host: async ({}, use) => {
    const host = await PortHost.start()
    await use(host)
    await host.stop()
  },
  board: async ({ page, host }, use) => {
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text())
    })
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (url.origin !== ORIGIN && !/^(data|blob):$/.test(url.protocol)) problems.push(request.url())
      if (/^\/(api|rpc)\b/.test(url.pathname)) problems.push(request.url())
    })
    await openDesktopPage(page, host, join(import.meta.dirname, '../../../out/renderer'))
    await use(page)
    expect(problems).toEqual([])
  },
})

test('the desktop window draws its page with what comes over ports', async ({ board }) => {
  await expect(board.getByRole('button', { name: 'Try the sample' })).toBeVisible()
})

test('over ports, under the desktop’s policy: a task runs, its log streams, its diff is drawn', async ({
  board,
}) => {
  skipOnPush()
  test.slow()
  // No token is asked for.
  await board.getByRole('button', { name: 'Try the sample' }).click()
  await board.getByRole('button', { name: 'Skip to the board' }).click()
  await board.getByText('Greet people by the time of day').click()
  await expect(board).toHaveURL(/\/task\/SAM-1/)
  await board.getByRole('button', { name: 'Execute' }).click()
  const log = board.getByRole('list', { name: 'Log of run 1' })
  await expect(log.getByText('Prepared worktree from')).toBeVisible({ timeout: 60_000 })
  await expect(log.getByText('Committed')).toBeVisible({ timeout: 90_000 })
  await expect(board.getByRole('button', { name: 'Status: In review' })).toBeVisible()

  await board.getByRole('tab', { name: /^Changes/ }).click()
  await expect(board.getByText('Good afternoon').first()).toBeVisible()

  // A page that is loaded anew gets ports of its own, and everything is there.
  await board.reload()
  await expect(board.getByText('Good afternoon').first()).toBeVisible()
  await board.goto(`${ORIGIN}/`)
  await expect(board.getByText('Greet people by the time of day')).toBeVisible()
})
