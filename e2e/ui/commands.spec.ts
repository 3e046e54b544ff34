import type { Page } from '@playwright/test'
import type { TestHost } from '../support/host.ts'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

const TITLES = ['Alpha', 'Beta', 'Gamma']

test.beforeEach(async ({ host, repo }) => {
  const { projectId } = await practiceProject(host.client, repo)
  for (const title of TITLES) await host.client.tasks.create({ projectId, title })
})

const card = (board: Page, title: string) => board.getByRole('article', { name: new RegExp(`: ${title}$`) })
const taskOf = async (host: TestHost, title: string) => {
  const [task] = (await host.client.tasks.list({ q: title })).items
  if (task === undefined) throw new Error(`There is no task ${title}`)
  return task
}
const statusOf = (host: TestHost, title: string) =>
  expect.poll(async () => (await taskOf(host, title)).status)
const keysOf = (board: Page, command: string) => board.getByRole('group', { name: command, exact: true })
const newTask = (board: Page) => board.getByRole('dialog', { name: 'New task' })

async function openKeyboardSettings(board: Page): Promise<void> {
  await expect(card(board, 'Alpha')).toBeVisible()
  await board.keyboard.press('g')
  await board.keyboard.press('s')
  await board.getByRole('link', { name: 'Keyboard', exact: true }).click()
}

test('the palette finds what can be done now, does it to the card in focus, and remembers it', async ({
  board,
  host,
}) => {
  // Its list is on its way when it is asked for: that is still for the card that had the focus then.
  const list = Promise.withResolvers<void>()
  await board.route(/palette-list.*\.js/, async (route) => {
    await list.promise
    await route.continue()
  })
  await board.reload()
  await card(board, 'Beta').focus()
  await board.keyboard.press('Control+k')
  const palette = board.getByRole('dialog', { name: 'Search and commands' })
  // Letters may be left out; its key stands beside it.
  await board.keyboard.type('statdone')
  list.resolve()
  await expect(palette.getByRole('option').first()).toHaveText('Status: Done5')
  // A key right behind Enter, before the page does anything else, is for the card again.
  await palette.getByRole('combobox').evaluate(async (field) => {
    const press = (on: Element | null, key: string) =>
      on?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    press(field, 'Enter')
    for (let n = 0; n < 20; n++) await Promise.resolve()
    press(document.activeElement, 'x')
  })
  await statusOf(host, 'Beta').toBe('done')
  await expect(board.getByRole('article', { name: /: Beta, selected$/ })).toBeFocused()
  await board.keyboard.press('x')
  await expect(card(board, 'Beta')).toBeFocused()

  await board.keyboard.press('Control+k')
  await expect(palette.getByRole('group', { name: 'Recent' }).getByRole('option')).toHaveText([
    /^Status: Done/,
  ])
  await board.keyboard.type('alph')
  await expect(palette.getByRole('group', { name: 'Tasks' }).getByRole('option')).toHaveText([/Alpha$/])
  // The key that opens it closes it, and the focus is where it was.
  await board.keyboard.press('Control+k')
  await expect(palette).toBeHidden()
  await expect(card(board, 'Beta')).toBeFocused()

  // A single setting is gone to, not only its page.
  await board.keyboard.press('Control+k')
  await board.keyboard.type('review limit')
  await board.keyboard.press('Enter')
  await expect(board.getByLabel('Review limit')).toBeFocused()
  // What belongs to the board cannot be done here.
  await board.getByRole('heading', { name: 'Slots' }).click()
  await board.keyboard.press('Control+k')
  await board.keyboard.type('status done')
  await expect(palette.getByRole('option', { name: /^Status: Done/ })).toHaveCount(0)
})

test('a command has the keys that it is given, here and after a reload', async ({ board, host }) => {
  await openKeyboardSettings(board)
  await board.getByPlaceholder('Find a command or a key…').fill('new task')
  await keysOf(board, 'New task').getByRole('button', { name: 'Change C' }).click()
  await board.keyboard.press('q')
  await expect(keysOf(board, 'New task').getByRole('button', { name: 'Change Q' })).toBeVisible()
  await expect.poll(async () => (await host.client.settings.get()).keymap).toEqual({ 'task.new': ['q'] })

  await board.goBack()
  await board.goBack()
  for (const when of ['now', 'after a reload'])
    await test.step(when, async () => {
      await expect(card(board, 'Alpha')).toBeVisible()
      await board.keyboard.press('q')
      await expect(newTask(board)).toBeVisible()
      await board.keyboard.press('Escape')
      await expect(newTask(board)).toBeHidden()
      await board.keyboard.press('c')
      // Keys are taken one after the other: had C opened anything, it would be there by now.
      await board.keyboard.press('?')
      const help = board.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await help.getByRole('textbox', { name: 'Find a shortcut' }).fill('new task')
      await expect(
        help.locator('dl > div').filter({ has: board.getByText('New task', { exact: true }) }),
      ).toHaveText('New taskQQ')
      await expect(newTask(board)).toBeHidden()
      await board.keyboard.press('Escape')
      await board.reload()
    })
})

test('keys that another command has are refused, and say whose they are', async ({ board, host }) => {
  const keymap = async () => (await host.client.settings.get()).keymap
  await openKeyboardSettings(board)
  await keysOf(board, 'New task').getByRole('button', { name: 'Change C' }).click()
  await board.keyboard.press('e')
  const refusal = keysOf(board, 'New task').getByRole('alert')
  await expect(refusal).toHaveText('E is taken by “Execute”.')
  expect(await keymap()).toEqual({})

  await board.getByRole('button', { name: 'Other keys' }).click()
  await board.keyboard.press('Control+w')
  await expect(refusal).toHaveText('Ctrl W cannot be had. The window or the browser keeps it.')
  await board.getByRole('button', { name: 'Leave it' }).click()
  expect(await keymap()).toEqual({})

  // Taken on purpose: the other one is left without, and cannot have it back before this one lets go.
  await keysOf(board, 'New task').getByRole('button', { name: 'Change C' }).click()
  await board.keyboard.press('e')
  await board.getByRole('button', { name: 'Take it from there' }).click()
  await expect.poll(keymap).toEqual({ 'task.new': ['e'], 'task.execute': [] })
  await expect(keysOf(board, 'Execute').getByRole('button', { name: 'Set keys' })).toBeVisible()
  await expect(
    keysOf(board, 'Execute').getByRole('button', { name: /^Its keys are now those/ }),
  ).toBeDisabled()
  await keysOf(board, 'New task').getByRole('button', { name: 'Reset' }).click()
  await expect.poll(keymap).toEqual({ 'task.execute': [] })
  await board.getByRole('button', { name: 'Reset all…' }).click()
  await board.getByRole('dialog').getByRole('button', { name: 'Reset all' }).click()
  await expect.poll(keymap).toEqual({})
})

test('what was done to many tasks is undone at once, and never over what others have done', async ({
  board,
  host,
}) => {
  const order = async () =>
    (await Promise.all(TITLES.map((title) => taskOf(host, title)))).map((task) => [task.status, task.order])
  const before = await order()
  for (const title of ['Alpha', 'Beta']) {
    await card(board, title).focus()
    await board.keyboard.press('x')
  }
  await board.keyboard.press('5')
  const said = board.getByRole('region', { name: /Notifications/ })
  await expect(said).toContainText('2 tasks: status Done')
  await statusOf(host, 'Alpha').toBe('done')
  await board.keyboard.press('Control+z')
  await expect(said).toContainText('Undone: 2 tasks: status Done')
  expect(await order()).toEqual(before)

  await board.keyboard.press('Control+Shift+Z')
  await expect(said).toContainText('Done again')
  await statusOf(host, 'Beta').toBe('done')

  // Somebody else is at it, too.
  const { id, identifier } = await taskOf(host, 'Beta')
  await host.client.tasks.update({ id, status: 'cancelled' })
  await expect(board.getByRole('region', { name: 'Done' }).getByText('Beta')).toHaveCount(0)
  await said.getByRole('button', { name: 'Undo' }).click()
  await expect(said).toContainText(`${identifier} was changed since, and is left as it is.`)
  await statusOf(host, 'Alpha').toBe('todo')
  await statusOf(host, 'Beta').toBe('cancelled')
  // What was left is not tried again.
  await board.keyboard.press('Control+k')
  await board.keyboard.type('redo')
  await expect(board.getByRole('option', { name: /^Redo: / })).toBeVisible()
  await expect(board.getByRole('option', { name: /^Undo/ })).toHaveCount(0)
})
