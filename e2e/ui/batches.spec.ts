import type { Page } from '@playwright/test'
import { git, makeRepository } from '../support/repository.ts'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, skipOnPush, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

/** For an agent's work: its first turn waits for OpenCode to start. */
const PATIENCE = 90_000

/** Selects the first cards of the board, one after the other. */
async function selectCards(board: Page, count: number): Promise<void> {
  for (let card = 1; card <= count; card++) {
    await board.keyboard.press('ArrowDown')
    await board.keyboard.press('x')
    await expect(board.getByText(`${card} selected`)).toBeVisible()
  }
}

const approvalOf = (board: Page, identifier: string) =>
  board.getByRole('region', { name: `${identifier} waits for your approval` })

test('a queue is begun, judged and merged by keyboard', async ({ board, host, repo }) => {
  test.slow()
  const { task } = await practiceProject(host.client, repo)
  const first = await task('First', write('first.txt', 'one\n'), { text: 'The first is written.' })
  const second = await task('Second', write('second.txt', 'draft\n'), {
    onFix: [write('second.txt', 'mended\n')],
  })
  const third = await task('Third', write('third.txt', 'three\n'))

  await expect(board.getByText('Third')).toBeVisible()
  await selectCards(board, 3)
  await board.keyboard.press('Shift+E')
  const dialog = board.getByRole('dialog')
  await expect(dialog.getByRole('radio', { name: /^Parallel/ })).toBeFocused()
  await board.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('radio', { name: /^Queue/ })).toBeChecked()
  await expect(dialog.getByRole('switch', { name: 'Ask me after each task' })).toBeChecked()
  await expect(dialog.getByRole('list').getByRole('listitem')).toHaveCount(3)
  await board.keyboard.press('Control+Enter')
  await expect(board).toHaveURL(/\/batches\/[0-9a-f-]+$/)

  const judged = approvalOf(board, first.identifier)
  await expect(judged).toBeVisible({ timeout: PATIENCE })
  await expect(judged.getByText('first.txt').first()).toBeVisible()
  await expect(judged.getByText('The first is written.')).toBeVisible()
  await expect(board.getByRole('link', { name: 'Inbox, 1 waiting' })).toBeVisible()
  await board.keyboard.press('a')

  await expect(approvalOf(board, second.identifier).getByText('draft')).toBeVisible({ timeout: PATIENCE })
  await board.keyboard.press('b')
  await board.getByRole('textbox', { name: 'Comments' }).fill('Not a draft, please.')
  await board.keyboard.press('Control+Enter')
  await expect(approvalOf(board, second.identifier).getByText('mended')).toBeVisible({ timeout: PATIENCE })
  await board.keyboard.press('a')

  await expect(approvalOf(board, third.identifier)).toBeVisible({ timeout: PATIENCE })
  await board.keyboard.press('s')

  const summary = board.getByRole('region', { name: 'Summary' })
  await expect(summary.getByText('2 of 3 tasks merged')).toBeVisible({ timeout: PATIENCE })
  await expect(summary.getByText('You left it out.')).toBeVisible()
  await expect(board.getByRole('progressbar', { name: 'Tasks merged' })).toHaveAttribute('aria-valuenow', '2')

  await board.keyboard.press('v')
  const changes = board.getByRole('region', { name: 'Changes of the whole batch' })
  await expect(changes).toContainText('2 files +2')
  await expect(changes.getByText('mended')).toBeVisible()
  await expect(changes.getByText('third.txt')).toHaveCount(0)
  await board.keyboard.press('Escape')
  await expect(summary).toBeVisible()

  // A new page knows where the work lies, and what becomes of it when its task is begun anew.
  await board.goto(host.url)
  const card = board.getByRole('article', { name: new RegExp(`^${first.identifier}:`) })
  const chip = card.getByRole('link', { name: /^In batch .*, 2 of 3 merged, which is not in main yet$/ })
  await expect(chip).toContainText('merged, not in main')
  await card.focus()
  await board.keyboard.press('e')
  await expect(board.getByRole('dialog', { name: `Begin ${first.identifier} anew?` })).toContainText(
    /stays on openlinear\/.* and in batch .*, from where it is merged still/,
  )
  await board.keyboard.press('Escape')
  await board.keyboard.press('Enter')
  await expect(board.getByRole('region', { name: 'Its batch' })).toContainText('merged, not in main')
  await board.keyboard.press('Escape')
  await chip.click()
  await expect(summary).toBeVisible()

  // The inbox tells what came of it, and merges it there with the same dialog.
  await board.keyboard.press('g')
  await board.keyboard.press('i')
  await board.getByRole('row', { name: /Over, 2 of 3 merged and not yet in main/ }).click()
  await expect(summary.getByText('You left it out.')).toBeVisible()
  await board.keyboard.press('m')
  await expect(dialog).toContainText('2 files +2')
  await board.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await board.keyboard.press('t')
  await expect(board.getByRole('region', { name: 'Progress' })).toBeVisible()

  await board.keyboard.press('m')
  await expect(dialog).toContainText('2 files +2')
  // It is asked before anything is refused.
  await expect(dialog.getByText('is checked out at')).toBeVisible()
  await dialog.getByRole('button', { name: 'Merge and move my checkout' }).click()
  await expect(board.getByRole('status').getByText('Merged', { exact: true })).toBeVisible()
  const merged = (await git(repo, 'rev-parse', '--short=7', 'main')).trim()
  await expect(board.getByRole('region', { name: 'Progress' })).toContainText(`Merged into main as ${merged}`)
  expect(await git(repo, 'show', 'main:second.txt')).toBe('mended')
  expect(await git(repo, 'ls-tree', '--name-only', 'main')).toBe('README.md\nfirst.txt\nsecond.txt')
})

test('a parallel batch shows what it left out, and the files of the conflict', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const { task } = await practiceProject(host.client, repo)
  const first = await task('First', write('same.txt', 'one\n'))
  const second = await task('Second', write('same.txt', 'two\n'))
  const batch = await host.client.batches.create({ taskIds: [first.id, second.id], mode: 'parallel' })

  await expect(board.getByRole('link', { name: /^In batch .*: 0 of 2 merged$/ }).first()).toBeVisible()
  await board.getByRole('link', { name: 'Batches, 1 open' }).click()
  await expect(board.getByRole('region', { name: 'Open' }).getByRole('listitem')).toHaveCount(1)
  await board.keyboard.press('j')
  await board.keyboard.press('Enter')
  await expect(board).toHaveURL(new RegExp(batch.id))

  const rows = board.getByRole('region', { name: /^Tasks, in the order/ }).getByRole('listitem')
  await expect(rows.nth(0)).toContainText('merged', { timeout: PATIENCE })
  await expect(rows.nth(1)).toContainText('left out', { timeout: PATIENCE })
  await expect(rows.nth(1)).toContainText('conflicts in same.txt')
  await board.keyboard.press('k')
  await expect(rows.nth(1).getByRole('button', { expanded: false }).first()).toBeFocused()
  await board.keyboard.press('Enter')
  await expect(rows.nth(1).getByRole('figure', { name: 'Files in conflict' })).toContainText('same.txt')
  await expect(board.getByRole('region', { name: 'Summary' })).toContainText('1 of 2 tasks merged')
  await board.keyboard.press('r')
  await expect(
    board.getByText(`open ${second.identifier}, and merge it or send it back there.`),
  ).toBeVisible()
  await board.reload()
  await expect(rows.nth(1)).toContainText('conflicts in same.txt')
})

test('a conflict that an agent resolved shows what it decided', async ({ board, host, repo }) => {
  skipOnPush()
  test.slow()
  const { task } = await practiceProject(host.client, repo)
  const first = await task('First', bash('echo one > same.txt'))
  const second = await task('Second', bash('echo two > same.txt'))
  const batch = await host.client.batches.create({
    taskIds: [first.id, second.id],
    mode: 'parallel',
    options: { conflictBehavior: 'resolve' },
  })
  await board.goto(new URL(`/batches/${batch.id}`, host.url).href)
  const row = board
    .getByRole('region', { name: /^Tasks, in the order/ })
    .getByRole('listitem')
    .nth(1)
  await expect(row).toContainText('conflict resolved', { timeout: PATIENCE })
  await board.keyboard.press('k')
  await board.keyboard.press('Enter')
  const conflict = row.getByRole('region', { name: `Conflict of ${second.identifier}` })
  await expect(conflict).toContainText('It conflicted in 1 file, and an agent resolved it.')
  await conflict.getByRole('button', { name: 'Show what was resolved' }).click()
  // Both sides, as git had put them, are gone but for what the agent took.
  await expect(conflict.getByText('<<<<<<<').first()).toBeVisible()
  await expect(conflict.getByText('two', { exact: true }).first()).toBeVisible()
  await expect(board.getByRole('region', { name: 'Summary' })).toContainText('same.txt, by an agent')
})

test('what cannot be one batch is said in words, with a way out', async ({ board, host, repo }) => {
  test.slow()
  const other = await makeRepository()
  const one = await practiceProject(host.client, repo)
  const two = await practiceProject(host.client, other, { name: 'Other' })
  await host.client.projects.update({ id: two.projectId, settings: { conflictBehavior: 'fail' } })
  const wait = { tool: 'bash', input: { command: 'sleep 20', description: 'Wait' } }
  await one.task('Here', wait)
  await two.task('There', wait)
  await host.client.settings.update({ maxBatchSize: 1 })
  await expect(board.getByText('There')).toBeVisible()
  await selectCards(board, 2)
  await board.getByRole('toolbar').getByRole('button', { name: 'Execute as batch' }).click()
  const dialog = board.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Start the batch' })).toBeVisible()
  await board.keyboard.press('Control+Enter')
  await expect(dialog.getByRole('alert')).toContainText('1 task of Fixture, 1 task of Other')
  await dialog.getByRole('button', { name: 'Make 2 batches' }).click()
  await expect(board).toHaveURL(/\/batches$/, { timeout: 30_000 })
  const open = board.getByRole('region', { name: 'Open' })
  await expect(open.getByRole('listitem')).toHaveCount(2)
  const made = (await host.client.batches.list({ open: true })).items
  const behaviors = new Map(made.map((batch) => [batch.projectId, batch.options.conflictBehavior]))
  expect(behaviors).toEqual(
    new Map([
      [one.projectId, 'skip'],
      [two.projectId, 'fail'],
    ]),
  )

  const third = await one.task('Third', wait)
  await one.task('Fourth', wait)
  await board.getByRole('link', { name: 'All tasks' }).click()
  await board.getByRole('article', { name: new RegExp(third.identifier) }).focus()
  await board.keyboard.press('x')
  await board.keyboard.press('ArrowDown')
  await board.keyboard.press('x')
  await board.keyboard.press('Shift+E')
  await board.keyboard.press('Control+Enter')
  await expect(dialog.getByRole('alert')).toContainText('at most 1 task', { timeout: 30_000 })
  await dialog.getByRole('button', { name: 'Open Settings › Runs' }).click()
  await expect(board.getByRole('spinbutton', { name: 'Tasks in a batch' })).toHaveValue('1')
})

test('one agent does a combined batch, and each task says what shows that it is in', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const { task } = await practiceProject(host.client, repo)
  const first = await task('First', write('first.txt', 'one\n'))
  const second = await task('Second', write('second.txt', 'two\n'))
  const third = await task('Third', { text: 'There is nothing to do.' })
  await expect(board.getByText('Third')).toBeVisible()
  await selectCards(board, 3)
  await board.keyboard.press('Shift+E')
  const dialog = board.getByRole('dialog')
  await board.keyboard.press('ArrowLeft')
  await expect(dialog.getByRole('radio', { name: /^Combined/ })).toBeChecked()
  await expect(dialog.getByRole('spinbutton', { name: 'Agents at once' })).toHaveCount(0)
  await expect(dialog.getByRole('switch')).toHaveCount(0)
  await board.keyboard.press('Control+Enter')
  await expect(board).toHaveURL(/\/batches\/[0-9a-f-]+$/)

  const agent = board.getByRole('region', { name: 'The agent of all tasks' })
  await expect(agent).toContainText('The agent is done', { timeout: PATIENCE })
  const rows = board.getByRole('region', { name: /^Tasks, in the order/ }).getByRole('listitem')
  await expect(rows.nth(0)).toContainText('first.txt', { timeout: PATIENCE })
  await expect(rows.nth(0)).toContainText('merged')
  await expect(rows.nth(2)).toContainText('left out')
  await expect(board.getByRole('region', { name: 'Runs over time' }).getByText(/^slot/)).toHaveCount(1)
  await agent.getByRole('button', { name: 'Open its log' }).click()
  await expect(board).toHaveURL(new RegExp(`/task/${first.identifier}\\?run=`))
  await expect(board.getByRole('tab', { name: 'Run 1, for its whole batch' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expect(board.getByRole('button', { name: /^(Merge|Send back|Retry)/ })).toHaveCount(0)
  expect((await host.client.tasks.get({ id: third.id })).status).toBe('todo')
  expect((await host.client.tasks.get({ id: second.id })).status).toBe('in_review')
})
