import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

const SAMPLES = join(import.meta.dirname, '../support/imports')

async function paste(board: Page, text: string): Promise<void> {
  await board.getByRole('textbox', { name: 'List of tasks' }).evaluate((area, pasted) => {
    const data = new DataTransfer()
    data.setData('text/plain', pasted)
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)
}

test('a list is pasted, looked at and imported by the keyboard', async ({ board, host, repo }) => {
  const fixture = await practiceProject(host.client, repo)
  await host.client.tasks.create({ projectId: fixture.projectId, title: 'dark Theme' })
  // The palette takes what is typed, and Enter, before its list is here.
  const list = Promise.withResolvers<void>()
  await board.route(/palette-list.*\.js/, async (route) => {
    await list.promise
    await route.continue()
  })
  const asked = Promise.withResolvers<void>()
  await board.route(/import-dialog.*\.js/, async (route) => {
    await asked.promise
    await route.continue()
  })
  await board.goto(new URL(`/?project=${fixture.projectId}`, host.url).href)
  await expect(board.getByText('dark Theme')).toBeVisible()
  await board.keyboard.press('Control+k')
  await board.keyboard.type('import tasks')
  await board.keyboard.press('Enter')
  list.resolve()
  // Nor is its dialog here yet: what is typed meanwhile is no command of the board.
  await expect(board.getByRole('dialog', { name: 'Loading' })).toBeVisible()
  await board.keyboard.press('c')
  asked.resolve()
  await expect(board.getByRole('textbox', { name: 'List of tasks' })).toBeFocused()
  await expect(board.getByRole('dialog')).toHaveCount(1)
  await paste(board, await readFile(join(SAMPLES, 'list.md'), 'utf8'))

  const dialog = board.getByRole('dialog', { name: 'Import tasks' })
  await expect(dialog.getByRole('radio', { name: 'Markdown' })).toBeChecked()
  await expect(dialog.getByText('Line 28:')).toBeVisible()
  await expect(dialog.getByText(/-1 has this title already/)).toBeVisible()
  await expect(dialog.getByRole('checkbox', { name: 'Import Dark theme' })).not.toBeChecked()
  await expect(dialog.getByRole('button', { name: /Import 8 tasks/ })).toBeEnabled()

  // By arrow keys to the second row, which is taken out.
  await dialog.getByRole('checkbox', { name: 'Import Translate the manual' }).focus()
  await board.keyboard.press('ArrowDown')
  await expect(dialog.getByRole('checkbox', { name: 'Import Find a translator' })).toBeFocused()
  await board.keyboard.press('Space')
  await expect(dialog.getByText('2 left out · makes 1 label: Frontend')).toBeVisible()
  await board.keyboard.press('Control+Enter')

  await expect(dialog).toHaveCount(0)
  await expect(board.getByText('7 tasks imported')).toBeVisible()
  await expect(board.getByText('Mend the build')).toBeVisible()
  const { items } = await host.client.tasks.list({ projectId: fixture.projectId })
  expect(items.map(({ title }) => title)).not.toContain('Find a translator')
})

test('a table is chosen, and its columns are taken for something else', async ({ board, host, repo }) => {
  const fixture = await practiceProject(host.client, repo)
  await board.goto(new URL(`/?project=${fixture.projectId}`, host.url).href)
  await board.getByRole('button', { name: 'Import tasks…' }).click()
  const dialog = board.getByRole('dialog', { name: 'Import tasks' })
  const chooser = board.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: 'Choose a file…' }).click()
  await (await chooser).setFiles(join(SAMPLES, 'jira.csv'))
  await expect(dialog.getByRole('radio', { name: 'CSV' })).toBeChecked()
  await expect(dialog.getByText('The status “Waiting for customer” is not known here: Todo.')).toBeVisible()

  await dialog.getByRole('button', { name: 'Issue Type: Left out' }).click()
  await board.getByRole('option', { name: 'Labels' }).click()
  await expect(dialog.getByRole('row', { name: /Cart forgets vouchers/ })).toContainText('Bug')
  await dialog.getByRole('button', { name: /Import 3 tasks/ }).click()
  await expect(board.getByText('3 tasks imported')).toBeVisible()
  const { items } = await host.client.tasks.list({ projectId: fixture.projectId })
  expect(items[1]).toMatchObject({
    title: 'Passkeys on the phone',
    status: 'in_review',
    parentId: items[0]?.id,
  })
})
