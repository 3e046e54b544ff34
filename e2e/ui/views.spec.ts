import { rm } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { makeRepository } from '../support/repository.ts'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

let projectId = ''
const idOf: Record<string, string> = {}

test.beforeEach(async ({ host, repo, board }) => {
  const { client } = host
  projectId = (await practiceProject(client, repo)).projectId
  const bug = await client.labels.create({ name: 'bug', color: 'red' })
  const api = await client.labels.create({ name: 'api', color: 'blue' })
  const make = async (title: string, fields: object) => {
    idOf[title] = (await client.tasks.create({ projectId, title, ...fields })).id
  }
  await make('Alpha', { priority: 'urgent', labelIds: [bug.id, api.id] })
  await make('Beta', { priority: 'low', labelIds: [bug.id] })
  await make('Gamma', { status: 'in_progress', dependsOn: [idOf['Beta'] ?? ''] })
  await board.goto(`${new URL(board.url()).origin}/?project=${projectId}`)
  await expect(board.getByRole('article')).toHaveCount(3)
})

const column = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name}, \\d`) })
const card = (page: Page, title: string) => page.getByRole('article', { name: new RegExp(`: ${title}`) })

/** As somebody who reads does it; a synthetic event has no data of the clipboard. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, text)
}

test('a filter is made by keys, shown in chips, changed in place, and stands in the address', async ({
  board,
}) => {
  await board.keyboard.press('f')
  await board.getByPlaceholder('Filter by…').fill('prio')
  await board.keyboard.press('Enter')
  const urgent = board.getByRole('option', { name: /^Urgent/ })
  await expect(urgent).toContainText('1')
  await board.getByPlaceholder('Priority…').fill('urg')
  await board.keyboard.press('Enter')
  await board.keyboard.press('Escape')
  await expect(board.getByRole('article')).toHaveCount(1)
  await expect(board).toHaveURL(/priority=urgent/)
  // A new task begins as the filter has it.
  await board.keyboard.press('c')
  const newTask = board.getByRole('dialog', { name: 'New task' })
  await expect(newTask.getByRole('button', { name: 'Priority: Urgent' })).toBeVisible()
  await board.keyboard.press('Escape')

  await board.getByRole('button', { name: 'Change the filter: Priority is Urgent' }).click()
  await board.getByRole('option', { name: /^Low/ }).click()
  await board.keyboard.press('Escape')
  await expect(board.getByRole('article')).toHaveCount(2)
  // What is typed is looked for in the values of all properties.
  await board.keyboard.press('f')
  await board.getByPlaceholder('Filter by…').fill('api')
  await board.getByRole('option', { name: /^api/ }).click()
  await expect(board.getByRole('article')).toHaveCount(1)
  await board.reload()
  await expect(board.getByRole('article')).toHaveCount(1)
  await board.getByRole('button', { name: /^Remove the filter: Label is api/ }).click()
  await expect(board.getByRole('article')).toHaveCount(2)
  await board.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(board.getByRole('article')).toHaveCount(3)
})

test('the last query of a project is remembered, and so is that it was cleared', async ({ board }) => {
  const origin = new URL(board.url()).origin
  await board.goto(`${origin}/?project=${projectId}&blocked=yes&layout=list`)
  await expect(board.getByRole('article')).toHaveCount(1)
  await board.goto(`${origin}/inbox`)
  await board.goto(`${origin}/?project=${projectId}`)
  await expect(card(board, 'Gamma')).toBeVisible()
  await expect(board.getByRole('article')).toHaveCount(1)
  await expect(board).toHaveURL(/blocked=yes/)
  await board.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(board.getByRole('article')).toHaveCount(3)
  await board.goto(`${origin}/?project=${projectId}`)
  await expect(board.getByRole('article')).toHaveCount(3)
})

test('a view is saved, changed, updated, renamed and deleted', async ({ board, host }) => {
  await board.goto(`${new URL(board.url()).origin}/?project=${projectId}&priority=urgent`)
  await board.getByRole('button', { name: 'Save as view…' }).click()
  await board.getByRole('textbox', { name: 'Name' }).fill('Hot')
  await board.getByRole('radio', { name: 'Red' }).click()
  await board.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(board).toHaveURL(/\?view=[0-9a-f-]{36}$/)
  await expect(board.getByRole('button', { name: 'View Hot' })).toBeVisible()
  await expect(board.getByRole('article')).toHaveCount(1)

  await board.getByRole('button', { name: /^Remove the filter: Priority/ }).click()
  await expect(board.getByRole('article')).toHaveCount(3)
  const changes = board.getByRole('group', { name: 'Changes to Hot' })
  await changes.getByRole('button', { name: 'Reset' }).click()
  await expect(board.getByRole('article')).toHaveCount(1)
  await expect(changes).toHaveCount(0)

  await board.keyboard.press('Control+b')
  await expect(board.getByRole('list', { name: 'Tasks' })).toBeVisible()
  await changes.getByRole('button', { name: 'Update view' }).click()
  await expect(changes).toHaveCount(0)
  await expect(board).toHaveURL(/\?view=[0-9a-f-]{36}$/)
  await expect.poll(async () => (await host.client.views.list()).items[0]?.query.layout).toBe('list')

  await board.getByRole('button', { name: 'View Hot' }).click()
  await board.getByRole('menuitem', { name: 'Rename…' }).click()
  await board.getByRole('textbox', { name: 'Name' }).fill('Hotter')
  await board.keyboard.press('Enter')
  await expect(board.getByRole('button', { name: 'View Hotter' })).toBeVisible()
  await board.getByRole('button', { name: 'View Hotter' }).click()
  await board.getByRole('menuitem', { name: 'Delete…' }).click()
  await board.getByRole('button', { name: 'Delete' }).click()
  await expect(board).toHaveURL(new RegExp(`project=${projectId}`))
  await expect.poll(async () => (await host.client.views.list()).items).toHaveLength(0)
})

test('columns of labels: a task stands in each of its own, and moving it swaps that one', async ({
  board,
  host,
}) => {
  await board.goto(`${new URL(board.url()).origin}/?project=${projectId}&group=label`)
  await expect(column(board, 'bug').getByRole('article')).toHaveCount(2)
  await expect(column(board, 'api').getByRole('article')).toHaveCount(1)
  await expect(column(board, 'No label').getByRole('article')).toHaveCount(1)
  await column(board, 'bug')
    .getByRole('article', { name: /: Beta/ })
    .dragTo(column(board, 'No label'))
  await expect
    .poll(async () => (await host.client.tasks.get({ id: idOf['Beta'] ?? '' })).labelIds)
    .toEqual([])
  // By keys, from one of the two places in which it stands.
  await column(board, 'api')
    .getByRole('article', { name: /: Alpha/ })
    .focus()
  await board.keyboard.press('Alt+ArrowRight')
  await expect(column(board, 'api').getByRole('article')).toHaveCount(0)
  await expect(column(board, 'bug').getByRole('article')).toHaveCount(1)
  await expect(board.getByRole('status', { name: 'Moves' })).toContainText('moved to bug')
})

test('columns of projects refuse in words; order by another field says how to order by hand', async ({
  board,
  host,
}) => {
  const second = await makeRepository()
  await host.client.projects.create({ localPath: second, name: 'Second' })
  const origin = new URL(board.url()).origin
  await board.goto(`${origin}/?project=${projectId}&order=priority`)
  await card(board, 'Beta').focus()
  await board.keyboard.press('Alt+ArrowUp')
  await expect(board.getByText('when they are ordered by hand').first()).toBeVisible()
  await board.getByRole('button', { name: 'Order by hand' }).click()
  await expect(board).not.toHaveURL(/order=/)
  await board.goto(`${origin}/?group=project`)
  await card(board, 'Alpha').focus()
  await board.keyboard.press('Alt+ArrowRight')
  await expect(board.getByText('A task stays in its project').first()).toBeVisible()
  await rm(second, { recursive: true, force: true })
})

test('swimlanes: a card is moved to another lane, lanes fold up and stay so', async ({ board, host }) => {
  await board.goto(`${new URL(board.url()).origin}/?project=${projectId}&lanes=priority`)
  await expect(board.getByRole('region', { name: 'Todo, Urgent, 1' })).toBeVisible()
  await card(board, 'Alpha').dragTo(board.getByRole('region', { name: /^In progress, Low/ }))
  await expect
    .poll(async () => {
      const { status, priority } = await host.client.tasks.get({ id: idOf['Alpha'] ?? '' })
      return [status, priority]
    })
    .toEqual(['in_progress', 'low'])
  await expect(board.getByRole('region', { name: 'In progress, Low, 1' })).toBeVisible()
  await board.getByRole('button', { name: /^Low/ }).click()
  await expect(card(board, 'Alpha')).toHaveCount(0)
  await board.reload()
  await expect(card(board, 'Gamma')).toBeVisible()
  await expect(card(board, 'Alpha')).toHaveCount(0)
})

test('a column folds up, stays so, and takes cards still', async ({ board, host }) => {
  await column(board, 'Todo').hover()
  await board.getByRole('button', { name: 'More about Todo' }).click()
  await board.getByRole('menuitem', { name: 'Collapse' }).click()
  await expect(card(board, 'Alpha')).toHaveCount(0)
  await card(board, 'Gamma').dragTo(board.getByRole('region', { name: 'Todo, collapsed' }))
  await expect
    .poll(async () => (await host.client.tasks.get({ id: idOf['Gamma'] ?? '' })).status)
    .toBe('todo')
  await board.reload()
  await expect(board.getByRole('region', { name: 'Todo, collapsed' })).toBeVisible()
  await board.getByRole('button', { name: 'Show Todo, 3' }).click()
  await expect(board.getByRole('article')).toHaveCount(3)
})

test('a limit is set from the menu of a column, and its head says when it is passed', async ({
  board,
  host,
}) => {
  await column(board, 'Todo').hover()
  await board.getByRole('button', { name: 'More about Todo' }).click()
  await board.getByRole('menuitem', { name: 'Set a limit…' }).click()
  await board.getByRole('textbox', { name: 'Tasks at most' }).fill('1')
  await board.keyboard.press('Enter')
  await expect(board.getByTitle('More than the 1 that should stand here at once')).toHaveText(/^2/)
  const limits = async () =>
    (await host.client.projects.list()).items.find(({ id }) => id === projectId)?.wipLimits
  await expect.poll(limits).toEqual({ todo: 1 })
})

test('several cards are dragged at once', async ({ board, host }) => {
  await card(board, 'Alpha').click({ modifiers: ['Control'] })
  await card(board, 'Beta').click({ modifiers: ['Shift'] })
  await expect(board.getByRole('toolbar', { name: 'Selected tasks' })).toContainText('2 selected')
  await card(board, 'Beta').dragTo(column(board, 'In review'))
  await expect(column(board, 'In review').getByRole('article')).toHaveCount(2)
  await expect
    .poll(async () =>
      (await host.client.tasks.list({ status: 'in_review' })).items.map(({ title }) => title).sort(),
    )
    .toEqual(['Alpha', 'Beta'])
})

test('the list has the same keys: moving through groups, selecting, setting fields', async ({
  board,
  host,
}) => {
  await board.keyboard.press('Control+b')
  await expect(board.getByRole('list', { name: 'Tasks' })).toBeVisible()
  await board.keyboard.press('j')
  await expect(card(board, 'Alpha')).toBeFocused()
  await board.keyboard.press('j')
  await board.keyboard.press('j')
  await expect(card(board, 'Gamma')).toBeFocused()
  await board.keyboard.press('Alt+ArrowRight')
  await expect
    .poll(async () => (await host.client.tasks.get({ id: idOf['Gamma'] ?? '' })).status)
    .toBe('in_review')
  await expect(card(board, 'Gamma')).toBeFocused()
  await board.keyboard.press('x')
  await board.keyboard.press('k')
  await board.keyboard.press('x')
  await board.keyboard.press('Shift+D')
  await board.getByRole('option', { name: /^Tomorrow/ }).click()
  const due = async (title: string) => (await host.client.tasks.get({ id: idOf[title] ?? '' })).dueDate
  await expect.poll(() => due('Gamma')).not.toBeNull()
  expect(await due('Beta')).toBe(await due('Gamma'))
  expect(await due('Alpha')).toBeNull()

  // With the largest text and little room nothing of a row is cut off, and none runs into the next.
  await host.client.settings.update({ fontSize: 18 })
  await board.setViewportSize({ width: 1024, height: 700 })
  const rows = board.getByRole('article')
  await expect(rows.first()).toHaveCSS('font-size', /^16\.6/)
  await expect
    .poll(() =>
      rows.evaluateAll((all) =>
        all.map(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => [
          scrollWidth - clientWidth,
          scrollHeight - clientHeight,
        ]),
      ),
    )
    .toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
})

test('pasted lines become tasks after a preview, in order; what fails is not lost', async ({
  board,
  host,
}) => {
  await column(board, 'Todo').hover()
  await board.getByRole('button', { name: 'New task in Todo' }).click()
  await paste(board, '- One\n- [x] Two\n\n3. Three\n')
  const dialog = board.getByRole('dialog', { name: '2 tasks from what you pasted' })
  await expect(dialog.getByRole('checkbox', { name: 'Create Two' })).not.toBeChecked()
  await dialog.getByRole('textbox', { name: 'Title 3' }).fill('Third')

  // One call makes all, or none of them.
  const calls: string[] = []
  await board.route('**/rpc/tasks/create*', (route) => {
    calls.push(new URL(route.request().url()).pathname)
    return calls.length === 1 ? route.abort() : route.continue()
  })
  await dialog.getByRole('button', { name: 'Create 2 tasks' }).click()
  await expect(dialog).toContainText('Nothing was created. All of it is still here')
  await expect(dialog.getByRole('textbox', { name: 'Title 3' })).toHaveValue('Third')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await expect(dialog).toHaveCount(0)
  expect(calls).toEqual(['/rpc/tasks/createMany', '/rpc/tasks/createMany'])
  const titles = await column(board, 'Todo').getByRole('article').allInnerTexts()
  expect(titles.map((text) => /One|Third|Alpha|Beta/.exec(text)?.[0])).toEqual([
    'One',
    'Third',
    'Alpha',
    'Beta',
  ])
  const there = async () => {
    const { items } = await host.client.tasks.list({ q: 'One' })
    return [...items, ...(await host.client.tasks.list({ q: 'Third' })).items].length
  }
  expect(await there()).toBe(2)

  // They are one step for undo, too.
  await board.keyboard.press('Control+z')
  await expect(board.getByText(/^Undone: .+ created$/)).toBeVisible()
  await expect(column(board, 'Todo').getByRole('article')).toHaveCount(2)
  expect(await there()).toBe(0)
})

test('a task is duplicated, archived, and brought back', async ({ board, host }) => {
  await card(board, 'Beta').focus()
  await board.keyboard.press('Control+d')
  await expect(card(board, 'Beta')).toHaveCount(2)
  const copies = (await host.client.tasks.list({ q: 'Beta' })).items
  expect(copies.map(({ priority, labelIds }) => [priority, labelIds.length])).toEqual([
    ['low', 1],
    ['low', 1],
  ])
  await card(board, 'Beta').first().focus()
  await board.keyboard.press('Backspace')
  await expect(card(board, 'Beta')).toHaveCount(1)
  await board.getByRole('button', { name: 'Display' }).click()
  await board.getByRole('switch', { name: 'Archived tasks' }).click()
  await board.keyboard.press('Escape')
  await expect(card(board, 'Beta')).toHaveCount(2)
  await card(board, 'Beta')
    .filter({ has: board.getByLabel('archived') })
    .click({ modifiers: ['Control'] })
  await board.getByRole('button', { name: 'Restore' }).click()
  await expect
    .poll(
      async () =>
        (await host.client.tasks.list({ q: 'Beta' })).items.filter(({ archived }) => !archived).length,
    )
    .toBe(2)
})

test('when the host refuses a move, the card goes back and it is said why', async ({ board }) => {
  await board.route('**/rpc/tasks/update', (route) => route.abort())
  await card(board, 'Alpha').dragTo(column(board, 'Done'))
  await expect(board.getByText(/was not changed/).first()).toBeVisible()
  await expect(column(board, 'Todo').getByRole('article', { name: /: Alpha/ })).toBeVisible()
})

test('a card that a key moves out of sight keeps the focus', async ({ board, host }) => {
  // Its new column is long, and it stands in the middle.
  for (let n = 0; n < 30; n++)
    await host.client.tasks.create({
      projectId,
      title: `Other ${n}`,
      status: 'done',
      order: `a${n % 10}V${n}1`,
    })
  await host.client.tasks.update({ id: idOf['Beta'] ?? '', order: 'a5' })
  await expect(column(board, 'Done')).toHaveAccessibleName('Done, 30')
  await card(board, 'Beta').focus()
  await board.keyboard.press('5')
  await expect(column(board, 'Done')).toHaveAccessibleName('Done, 31')
  await expect(card(board, 'Beta')).toBeFocused()
  await board.keyboard.press('2')
  await expect(column(board, 'Todo').getByRole('article', { name: /: Beta/ })).toBeFocused()
})
