import { basename } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'

test('from nothing to a run in three steps: a folder, a check that is mended, a task', async ({
  board,
  repo,
}) => {
  test.slow()
  const axe = async () => {
    const { violations } = await new AxeBuilder({ page: board }).setLegacyMode().analyze()
    expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
  const now = board.getByRole('list', { name: 'Steps' }).locator('[aria-current="step"]')
  await expect(now).toContainText('Choose a project')
  await axe()
  await board.getByRole('button', { name: 'Choose a folder' }).click()
  await board.getByRole('combobox', { name: 'Folder' }).fill(repo)
  await board.getByRole('button', { name: 'Add project' }).click()

  await expect(now).toContainText('Check this machine')
  const model = board.getByRole('listitem').filter({ hasText: 'No default model is set' })
  await expect(model).toBeVisible({ timeout: 60_000 })
  await expect(board.getByRole('button', { name: 'Continue anyway' })).toBeVisible()
  await axe()
  await model.getByRole('button', { name: 'Choose a model…' }).click()
  await board.getByRole('combobox', { name: 'Models' }).fill('practice')
  await board.getByRole('option').filter({ hasText: 'scripted' }).first().click()
  await expect(model).toHaveCount(0)
  await board
    .getByRole('button', { name: 'Continue', exact: true })
    .or(board.getByRole('button', { name: 'Continue anyway' }))
    .click()

  await expect(now).toContainText('Run a task')
  await axe()
  // The address is the place: nothing else has to be kept.
  await board.reload()
  const text = board.getByRole('textbox', { name: 'What shall the agent do?' })
  await expect(board.getByRole('button', { name: 'Create and execute' })).toBeDisabled()
  await board.getByRole('button', { name: 'Mend the README' }).click()
  await expect(text).toHaveValue(/^Correct the README\n/)
  await text.press('ControlOrMeta+Enter')
  await expect(board).toHaveURL(/\/task\/[A-Z0-9]+-1$/)
  await expect(board.getByText('Correct the README').first()).toBeVisible()
  await expect(board.getByRole('tab', { name: 'Run 1' })).toBeVisible({ timeout: 30_000 })
})

test('each step can be left, and is found again', async ({ board, repo }) => {
  const sample = board.getByRole('button', { name: 'Try the sample' })
  await expect(sample).toBeVisible()
  await expect(board.getByRole('button', { name: 'Skip to the board' })).toHaveCount(0)
  await sample.click()
  await board.getByRole('button', { name: 'Skip to the board' }).click()
  await expect(board.getByText('Greet people by the time of day')).toBeVisible()
  await board.keyboard.press('ControlOrMeta+k')
  await board.keyboard.type('getting started')
  await board.keyboard.press('Enter')
  const first = board.getByRole('heading', { name: 'Tasks in, reviewed changes out' })
  await expect(first).toBeVisible()
  await board.getByRole('button', { name: 'Skip to the board' }).click()
  await expect(board.getByText('Greet people by the time of day')).toBeVisible()
  // A second project goes the same way as the first one.
  await board.goBack()
  await expect(first).toBeVisible()
  await board.getByRole('button', { name: 'Choose a folder' }).click()
  const folder = board.getByRole('combobox', { name: 'Folder' })
  await expect(folder).toHaveAttribute('aria-expanded', 'false')
  // What is begun is completed as in a shell: the one that goes on so, by Tab or by choosing it.
  await folder.fill(repo.slice(0, -1))
  const offered = board.getByRole('listbox', { name: 'Folders' }).getByRole('option')
  await expect(offered).toHaveText([`${basename(repo)}repository`])
  await folder.press('Tab')
  await expect(folder).toHaveValue(repo)
  await expect(offered).toHaveCount(0)
  await folder.fill(repo.slice(0, -1))
  await expect(offered).toHaveCount(1)
  await folder.press('Escape')
  await expect(offered).toHaveCount(0)
  await folder.press('ArrowDown')
  await expect(offered).toHaveCount(1)
  await folder.press('ArrowDown')
  await expect(offered).toHaveAttribute('aria-selected', 'true')
  await folder.press('Enter')
  await expect(folder).toHaveValue(repo)
  await board.getByRole('button', { name: 'Add project' }).click()
  await expect(board.getByRole('heading', { name: 'What a run needs' })).toBeVisible()
  await board.getByRole('button', { name: /^Continue/ }).click()
  await expect(board.getByRole('textbox', { name: 'What shall the agent do?' })).toBeVisible()
})
