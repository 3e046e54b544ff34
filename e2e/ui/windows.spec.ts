import type { Page } from '@playwright/test'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

const card = (page: Page, title: string) => page.getByRole('article', { name: new RegExp(`: ${title}$`) })
const edge = (page: Page) => page.getByRole('separator', { name: 'Width of the sidebar' })

test('windows show the same work, and each has its own place, undo and folded parts', async ({
  board,
  context,
  host,
  repo,
}) => {
  const { client } = host
  const { projectId } = await practiceProject(client, repo)
  const [alpha, beta] = [
    await client.tasks.create({ projectId, title: 'Alpha' }),
    await client.tasks.create({ projectId, title: 'Beta' }),
  ]
  const statusOf = async (id: string) => (await client.tasks.get({ id })).status
  await board.goto(new URL(`/?project=${projectId}`, host.url).href)
  await expect(card(board, 'Beta')).toBeVisible()

  // Another one begins where this one is, and needs no token of its own.
  const opened = context.waitForEvent('page')
  await board.keyboard.press('Alt+n')
  const other = await opened
  await expect(card(other, 'Alpha')).toBeVisible()
  expect(other.url()).toBe(board.url())
  expect(await other.evaluate(() => window.opener)).toBe(null)

  // What is done in one is seen in the other; undo takes back what was done in its own window.
  await card(board, 'Alpha').focus()
  await board.keyboard.press('5')
  const done = other.getByRole('region', { name: /^Done/ })
  await expect(done.getByText('Alpha')).toBeVisible()
  await card(other, 'Beta').focus()
  await other.keyboard.press('6')
  await expect.poll(() => statusOf(beta.id)).toBe('cancelled')
  await board.bringToFront()
  await board.keyboard.press('Control+z')
  await expect.poll(() => statusOf(alpha.id)).toBe('todo')
  expect(await statusOf(beta.id)).toBe('cancelled')
  await other.keyboard.press('Control+z')
  await expect.poll(() => statusOf(beta.id)).toBe('todo')

  // One width for all; whether the sidebar is shown is each window's own, and stays so.
  await edge(board).focus()
  await board.keyboard.press('End')
  await expect(edge(other)).toHaveAttribute('aria-valuenow', '360')
  await other.getByRole('button', { name: 'Hide the sidebar' }).click()
  await expect(edge(other)).toBeHidden()
  await board.keyboard.press('Shift+ArrowLeft')
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '328')
  await other.reload()
  await expect(card(other, 'Alpha')).toBeVisible()
  await expect(edge(other)).toBeHidden()
  await board.reload()
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '328')
  await other.getByRole('button', { name: 'Show the sidebar' }).click()
  await expect(edge(other)).toHaveAttribute('aria-valuenow', '328')

  // The selection and what is shown are each window's own.
  await card(board, 'Alpha').focus()
  await board.keyboard.press('x')
  await expect(card(board, 'Alpha, selected')).toBeVisible()
  await expect(card(other, 'Alpha')).toBeVisible()
  await board.keyboard.press('Escape')

  // A task is opened beside the board: by its key, and from its menu.
  const byKey = context.waitForEvent('page')
  await card(board, 'Alpha').focus()
  await board.keyboard.press('Alt+Enter')
  const task = await byKey
  await expect(task).toHaveURL(new RegExp(`/task/${alpha.identifier}$`))
  await expect(task).toHaveTitle(`${alpha.identifier} Alpha – OpenLinear`)
  await expect(board).toHaveTitle('OpenLinear')
  await task.close()
  const byMenu = context.waitForEvent('page')
  await card(board, 'Beta').click({ button: 'right' })
  await board.getByRole('menuitem', { name: /^Open in a new window/ }).click()
  await expect(await byMenu).toHaveURL(new RegExp(`/task/${beta.identifier}$`))
})
