import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

/** Opens a file by the command palette. */
async function open(board: Page, file: string): Promise<void> {
  // Before the keys: Playwright takes a moment to stand between page and browser, and Enter opens the dialog at once.
  const chooser = board.waitForEvent('filechooser')
  await board.keyboard.press('Control+k')
  await board.keyboard.type('run record')
  await board.keyboard.press('Enter')
  await (await chooser).setFiles(file)
}

test('a run is exported, and replayed from its file', async ({ board, host, repo, dataFolder }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo, { checkCommand: 'test -e note.txt' })
  const task = await fixture.task(
    'Write <b>a note</b>',
    { text: 'I begin.' },
    bash('sleep 2; echo written'),
    write('note.txt', 'note\n'),
    { text: 'The note is there.' },
  )
  const { id } = await host.client.tasks.execute({ id: task.id })
  await host.runWith(id, 'succeeded')
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  await board.getByRole('button', { name: 'More', exact: true }).click()
  await board.getByRole('menuitem', { name: 'Export run record…' }).click()
  const dialog = board.getByRole('dialog')
  await expect(dialog.getByText(/Contents of files/)).toBeVisible()
  const saving = board.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save the file' }).click()
  const download = await saving
  expect(download.suggestedFilename()).toBe(`openlinear-${task.identifier}-run-1.jsonl`)
  await expect(dialog).toHaveCount(0)

  await open(board, await download.path())
  await expect(board).toHaveURL(/\/record$/)
  const log = board.getByRole('list', { name: 'Log of run 1' })
  await expect(board.getByRole('heading', { name: 'Write <b>a note</b>' })).toBeVisible()
  await expect(log.getByText('The note is there.')).toBeVisible()
  const facts = board.getByRole('complementary', { name: 'About this run' })
  for (const words of ['practice/scripted', /OpenCode \d/, 'passed', '$0.00'])
    await expect(facts.getByText(words).first()).toBeVisible()

  // By hand, by keyboard, and by itself.
  const place = board.getByRole('slider', { name: 'Place in the run' })
  await place.focus()
  await board.keyboard.press('Home')
  await expect(log.getByText('The note is there.')).toHaveCount(0)
  await board.getByRole('radio', { name: '16×' }).click()
  await board.getByRole('button', { name: 'Play' }).click()
  await expect(log.getByText('The note is there.')).toBeVisible()
  await expect(board.getByRole('button', { name: 'Play' })).toBeVisible()
  // As slowly as it went, it does not come to its end by itself first.
  await board.getByRole('radio', { name: '1×', exact: true }).click()
  await board.keyboard.press('p')
  await board.getByRole('button', { name: 'Jump to the end' }).click()
  await expect(log.getByText('The note is there.')).toBeVisible()

  const wrong = join(dataFolder, 'wrong.jsonl')
  await writeFile(wrong, '{"type":"run","version":9}\n')
  await open(board, wrong)
  await expect(board.getByRole('alert')).toContainText('The record is of version 9')
})
