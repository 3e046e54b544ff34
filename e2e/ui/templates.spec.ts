import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { practiceProject } from '../support/scripted.ts'
import { expect, skipOnPush, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

let projectId = ''
let bugId = ''

test.beforeEach(async ({ host, repo, board }) => {
  projectId = (await practiceProject(host.client, repo)).projectId
  bugId = (await host.client.labels.create({ name: 'bug', color: 'red' })).id
  await board.goto(`${new URL(board.url()).origin}/?project=${projectId}`)
  await expect(board.getByRole('button', { name: /^New task/ }).first()).toBeVisible()
})

// Those of all projects do not go with the project.
test.afterEach(async ({ host }) => {
  for (const { id } of (await host.client.templates.list()).items) await host.client.templates.remove({ id })
})

const newTask = (board: Page) => board.getByRole('dialog', { name: 'New task' })
const title = (dialog: Locator) => dialog.getByRole('textbox', { name: 'Title' })
const description = (dialog: Locator) => dialog.getByRole('textbox', { name: 'Description' })
const editor = (board: Page) => board.getByRole('dialog', { name: /template$/ })

const BUG = {
  name: 'Bug report',
  title: 'Bug: ',
  description: '## Steps',
  priority: 'high',
  estimate: 2,
  agent: 'plan',
} as const

test('a task begins with a template by keys alone, what was typed stays, and it is taken out again', async ({
  board,
  host,
}) => {
  await host.client.templates.create({ ...BUG, labelIds: [bugId] })
  await board.keyboard.press('c')
  const dialog = newTask(board)
  await title(dialog).fill('Sums are wrong')
  await board.keyboard.press('Alt+c')
  await board.getByPlaceholder('Template…').fill('bug')
  await board.keyboard.press('Enter')
  await expect(title(dialog)).toBeFocused()
  await expect(title(dialog)).toHaveValue('Bug: Sums are wrong')
  // As it will read: its signs are seen where the caret is.
  await expect(description(dialog)).toHaveText('Steps')
  for (const name of [
    'Template: Bug report',
    'Priority: High',
    'Labels: bug',
    'Estimate: 2 points',
    'Agent: plan',
  ])
    await expect(dialog.getByRole('button', { name })).toBeVisible()

  await board.keyboard.press('Control+z')
  await expect(title(dialog)).toHaveValue('Sums are wrong')
  await expect(description(dialog)).not.toContainText('Steps')
  await expect(dialog.getByRole('button', { name: 'Priority: No priority' })).toBeVisible()

  await dialog.getByRole('button', { name: 'Template: none' }).click()
  await board.getByRole('option', { name: /^Bug report/ }).click()
  await expect(title(dialog)).toBeFocused()
  await board.keyboard.press('Control+Enter')
  await expect(dialog).toHaveCount(0)
  const [task] = (await host.client.tasks.list({ q: 'Sums' })).items
  const { name: _, ...words } = BUG
  expect(task).toMatchObject({ ...words, title: 'Bug: Sums are wrong', labelIds: [bugId], model: null })
})

test('what is written is saved as a template, and the palette begins a task with it', async ({
  board,
  host,
}) => {
  await board.keyboard.press('c')
  await title(newTask(board)).fill('Release: ')
  await newTask(board).getByRole('button', { name: 'More ways to create' }).click()
  await board.getByRole('menuitem', { name: 'Save as template…' }).click()
  await editor(board).getByRole('textbox', { name: 'Name' }).fill('Release')
  await board.keyboard.press('Control+Enter')
  await expect(editor(board)).toHaveCount(0)
  // What was being written is not made by the key that saved the template.
  await expect(title(newTask(board))).toHaveValue('Release: ')
  await expect(title(newTask(board))).toBeFocused()
  expect((await host.client.tasks.list({})).items).toHaveLength(0)
  expect((await host.client.templates.list()).items).toMatchObject([{ name: 'Release', projectId }])

  await newTask(board).getByRole('button', { name: 'Cancel' }).click()
  await expect(newTask(board)).toHaveCount(0)
  await board.keyboard.press('Control+k')
  await board.getByPlaceholder('Find a task').fill('task from release')
  await expect(board.getByRole('option', { name: /New task from “Release”/ })).toBeVisible()
  await board.keyboard.press('Enter')
  await expect(title(newTask(board))).toHaveValue('Release: ')
  await expect(title(newTask(board))).toBeFocused()
})

test('a task is saved as a template from its menu and from the palette', async ({ board, host }) => {
  const made = await host.client.tasks.create({ projectId, title: 'Check the links', priority: 'low' })
  const card = board.getByRole('article', { name: /: Check the links/ })
  await card.click({ button: 'right' })
  await board.getByRole('menuitem', { name: 'Save as template…' }).click()
  await expect(editor(board).getByRole('textbox', { name: 'Name' })).toHaveValue('Check the links')
  await board.getByRole('combobox', { name: 'For' }).click()
  await board.getByRole('option', { name: 'All projects' }).click()
  await editor(board).getByRole('textbox', { name: 'Title begins with' }).fill('Check: ')
  await board.keyboard.press('Enter')
  await expect
    .poll(async () => (await host.client.templates.list()).items)
    .toMatchObject([{ name: 'Check the links', projectId: null, title: 'Check: ', priority: 'low' }])
  await expect(editor(board)).toHaveCount(0)

  await card.focus()
  await board.keyboard.press('Control+k')
  await board.getByPlaceholder('Find a task').fill('save template')
  await board.getByRole('option', { name: `Save ${made.identifier} as a template…` }).click()
  await expect(editor(board)).toBeVisible()
  await board.keyboard.press('Escape')
  await expect(editor(board)).toHaveCount(0)
  await expect(card).toBeFocused()
})

test('a draft outlives the dialog and the page until it is thrown away, and that can be undone', async ({
  board,
}) => {
  await board.keyboard.press('c')
  await title(newTask(board)).fill('Half a thought')
  await description(newTask(board)).fill('With **words**')
  await board.keyboard.press('Escape')
  await expect(newTask(board)).toHaveCount(0)
  await board.reload()
  await expect(board.getByRole('button', { name: /^New task/ }).first()).toBeVisible()
  await board.keyboard.press('c')
  await expect(title(newTask(board))).toHaveValue('Half a thought')
  await expect(description(newTask(board))).toHaveText('With words')
  await newTask(board).getByRole('button', { name: 'Start afresh' }).click()
  await expect(title(newTask(board))).toHaveValue('')
  await expect(title(newTask(board))).toBeFocused()

  await title(newTask(board)).fill('Another')
  await newTask(board).getByRole('button', { name: 'Cancel' }).click()
  await expect(newTask(board)).toHaveCount(0)
  await board.getByRole('button', { name: 'Undo' }).click()
  await expect(title(newTask(board))).toHaveValue('Another')
  await board.keyboard.press('Control+Enter')
  await expect(board.getByRole('article', { name: /: Another/ })).toBeVisible()
  await board.keyboard.press('c')
  await expect(title(newTask(board))).toHaveValue('')
})

test('several tasks are made one after the other, and the last one is opened', async ({ board, host }) => {
  const template = await host.client.templates.create({ ...BUG, labelIds: [bugId] })
  await board.keyboard.press('Alt+c')
  const dialog = newTask(board)
  await board.getByRole('option', { name: /^Bug report/ }).click()
  await expect(title(dialog)).toBeFocused()
  await board.keyboard.type('one')
  await dialog.getByRole('switch', { name: 'Create more' }).click()
  await board.keyboard.press('Control+Enter')
  await expect(board.getByRole('article', { name: /: Bug: one/ })).toBeVisible()
  await expect(title(dialog)).toBeFocused()
  await expect(title(dialog)).toHaveValue(template.title)
  await board.keyboard.type('two')
  await board.keyboard.press('Control+Alt+Enter')
  await expect(dialog).toHaveCount(0)
  await expect(board).toHaveURL(/\/task\//)
  await expect(board.getByRole('textbox', { name: 'Title' })).toHaveValue('Bug: two')
  const { items } = await host.client.tasks.list({ q: 'Bug' })
  expect(items.map((task) => task.labelIds)).toEqual([[bugId], [bugId]])
})

test('templates are made, changed and deleted in the settings', async ({ board, host }) => {
  await board.goto(new URL('/settings?section=templates', host.url).href)
  await expect(board.getByText('No templates yet')).toBeVisible()
  await board.getByRole('button', { name: 'New template' }).click()
  const dialog = editor(board)
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Chore')
  await dialog.getByRole('textbox', { name: 'Description' }).fill('Mind the step')
  await dialog.getByRole('button', { name: 'Estimate: none' }).click()
  await board.getByPlaceholder('Estimate…').fill('4,5')
  await board.getByRole('option', { name: '4.5 points' }).click()
  await dialog.getByRole('button', { name: 'Agent: as the project says' }).click()
  await board.getByRole('option', { name: /^plan/ }).click()
  await dialog.getByRole('button', { name: /^Save/ }).click()
  await expect(board.getByRole('heading', { name: 'For all projects' })).toBeVisible()
  expect((await host.client.templates.list()).items).toMatchObject([
    { name: 'Chore', projectId: null, estimate: 4.5, agent: 'plan', description: 'Mind the step' },
  ])

  await board.getByRole('button', { name: 'Edit Chore' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Errand')
  await board.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await board.getByRole('button', { name: 'Delete Errand' }).click()
  const question = board.getByRole('dialog', { name: 'Delete the template “Errand”?' })
  await expect(question).toContainText('Its description of 3 words and its fields are gone for good.')
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(board.getByText('No templates yet')).toBeVisible()
  expect((await host.client.templates.list()).items).toEqual([])
})

test('axe finds nothing in what is said about templates', async ({ board, host }) => {
  skipOnPush()
  await host.client.templates.create({ ...BUG, labelIds: [bugId] })
  const findings = async (what: string) => {
    const found: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await board.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await new AxeBuilder({ page: board }).analyze()
      for (const { id, nodes } of violations)
        found.push(...nodes.map(({ html }) => `${what}, ${colorScheme}: ${id}: ${html.slice(0, 120)}`))
    }
    return found
  }
  await board.keyboard.press('Alt+c')
  await expect(board.getByRole('option', { name: /^Bug report/ })).toBeVisible()
  const found = await findings('the list')
  await board.keyboard.press('Enter')
  await expect(title(newTask(board))).toBeFocused()
  found.push(...(await findings('the new task')))
  await board.keyboard.press('Escape')
  await board.goto(new URL('/settings?section=templates', host.url).href)
  await expect(board.getByRole('button', { name: 'Edit Bug report' })).toBeVisible()
  found.push(...(await findings('the settings')))
  await board.getByRole('button', { name: 'Edit Bug report' }).click()
  await expect(editor(board)).toBeVisible()
  found.push(...(await findings('the editor')))
  expect(found).toEqual([])
})
