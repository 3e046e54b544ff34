import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scriptBlock } from '#electron/practice/script.ts'
import { git } from '../support/repository.ts'
import { practiceProject, scripted, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

/** For an agent's work: its first turn waits for OpenCode to start. */
const PATIENCE = 90_000

test('two candidates are had at a task, compared, and one is taken', async ({ board, host, repo }) => {
  test.slow()
  const { projectId } = await practiceProject(host.client, repo)
  const question = { question: { text: 'How long?', header: 'Length', options: ['Short', 'Long'] } }
  const task = await host.client.tasks.create({
    projectId,
    title: 'Write a greeting',
    description: [
      scripted(write('greeting.txt', 'hello\n'), { text: 'In one line.' }),
      scriptBlock(
        [question, write('greeting.txt', 'hello\nand\nwelcome\n'), write('extra.txt', 'more\n')],
        'scripted-b',
      ),
    ].join('\n'),
  })

  const card = board.getByRole('article', { name: new RegExp(`^${task.identifier}:`) })
  await card.focus()
  await board.keyboard.press('Shift+B')
  const dialog = board.getByRole('dialog', { name: `Best of 2: ${task.identifier}` })
  await expect(dialog.getByRole('button', { name: 'Model: practice/scripted' })).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Model: practice/scripted' }).last().press('Enter')
  await board.getByRole('option', { name: /model B/ }).click({ timeout: PATIENCE })
  await expect(dialog.getByRole('button', { name: 'Model: practice/scripted-b' })).toHaveCount(1)
  await expect(dialog.getByText('Costs nothing')).toBeVisible()
  await board.keyboard.press('Control+Enter')

  await expect(board.getByRole('tab', { name: 'Candidates' })).toHaveAttribute('aria-selected', 'true')
  const table = board.getByRole('table', { name: 'Candidates' })
  const asks = board.getByRole('group', { name: 'Candidates wait for you' })
  await expect(asks.getByText('scripted-b')).toBeVisible({ timeout: PATIENCE })
  await expect(asks.locator('[data-keys="on"]')).toBeVisible()
  // Of all of them none is the task's.
  const properties = board.getByRole('complementary', { name: 'Properties' })
  await expect(properties.getByText('Attempt', { exact: true })).toHaveCount(0)
  await board.keyboard.press('/')
  const message = board.getByRole('dialog', { name: /^Message (the|all 2) candidates? at work$/ })
  await message.getByRole('textbox', { name: 'Message to the candidates' }).fill('Be kind.')
  await board.keyboard.press('Control+Enter')
  await expect(board.getByText(/^(1 candidate|2 candidates) will hear it$/)).toBeVisible()
  const { runIds } = await host.client.contests.get({
    id: (await host.client.tasks.get({ id: task.id })).contestId ?? '',
  })
  const said = await Promise.all(runIds.map((id) => host.client.runs.messages({ id })))
  expect(said.flatMap(({ items }) => items.map(({ text }) => text))).toContain('Be kind.')
  await board.keyboard.press('2')
  await expect(board.getByRole('status').getByText('Choose one of 2')).toBeVisible({ timeout: PATIENCE })
  await expect(board.getByRole('link', { name: 'Inbox, 1 waiting' })).toBeVisible()
  await expect(board.getByRole('button', { name: /^(Merge|Execute|Retry|Send back)/ })).toHaveCount(0)

  // The smaller one stands first.
  await expect(table.getByRole('row').nth(1)).toContainText('scripted')
  await expect(table.getByRole('row').nth(2)).toContainText('scripted-b')
  // The keys begin at the first one, and go on from what is ticked with the mouse.
  await expect(table.getByRole('button', { name: /^scripted: / })).toBeFocused()
  const mark = table.getByRole('checkbox', { name: 'Mark scripted-b to compare' })
  await mark.click()
  await expect(mark).toBeFocused()
  await board.keyboard.press('Space')
  await expect(mark).not.toBeChecked()
  await board.keyboard.press('d')
  const differences = board.getByRole('region', { name: 'What differs' })
  await expect(differences.getByRole('region', { name: 'greeting.txt: 2 added, 0 removed' })).toBeVisible()
  await expect(differences.getByText('Only scripted-b touches extra.txt')).toBeVisible()
  await differences.getByRole('button', { name: 'Close the comparison' }).click()
  await expect(differences).toHaveCount(0)
  await expect(table.getByRole('button', { name: /^scripted-b: / })).toBeFocused()

  await board.keyboard.press('k')
  await board.keyboard.press('j')
  await board.keyboard.press('t')
  const confirm = board.getByRole('dialog', { name: 'Take scripted-b?' })
  await expect(confirm).toContainText('1 other candidate goes to the trash for 30 days.')
  await board.keyboard.press('Control+Enter')

  await expect(board.getByRole('tab', { name: 'Candidates' })).toHaveCount(0, { timeout: 30_000 })
  await expect(board.getByRole('button', { name: 'Merge' })).toBeVisible()
  await board.getByRole('button', { name: 'scripted-b', exact: true }).press('Enter')
  await expect(board.getByRole('menuitemradio', { name: 'scripted-b taken' })).toBeChecked()
  await expect(board.getByRole('menuitemradio', { name: 'scripted discarded' })).toBeVisible()
  const { latestRunId, contestId } = await host.client.tasks.get({ id: task.id })
  const taken = await host.client.runs.get({ id: latestRunId ?? '' })
  expect([taken.model, taken.changes?.additions, contestId]).toEqual(['practice/scripted-b', 4, null])
})

test('what was chosen is kept while trust is asked for, and when the host refuses after it', async ({
  board,
  host,
  repo,
}) => {
  await writeFile(join(repo, 'opencode.json'), '{ "instructions": ["FIRST.md"] }\n')
  await git(repo, 'add', '-A')
  await git(repo, 'commit', '-qm', 'Agent settings')
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Trust me', { text: 'Done.' })
  await board.getByRole('article', { name: new RegExp(`^${task.identifier}:`) }).focus()
  await board.keyboard.press('Shift+B')
  const dialog = board.getByRole('dialog', { name: `Best of 3: ${task.identifier}` })
  await board.getByRole('button', { name: 'Same again' }).click()
  await board.keyboard.press('Control+Enter')
  const trust = board.getByRole('dialog', { name: /^Do you trust/ })
  await expect(trust.getByText('FIRST.md')).toBeVisible()
  await expect(dialog).toHaveCount(0)
  await board.keyboard.press('Escape')
  await expect(trust).toHaveCount(0)
  await expect(dialog.getByRole('listitem')).toHaveCount(3)

  await board.keyboard.press('Control+Enter')
  await expect(trust.getByText('FIRST.md')).toBeVisible()
  await host.client.tasks.update({ id: task.id, archived: true })
  await trust.getByRole('button', { name: 'Trust this content and run' }).click()
  await expect(dialog.getByRole('alert')).toContainText('archived')
  await expect(dialog.getByRole('listitem')).toHaveCount(3)
})
