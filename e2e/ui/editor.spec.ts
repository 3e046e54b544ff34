import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { attachmentIdsIn } from '#shared/attachment-refs.ts'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

let projectId = ''

test.beforeEach(async ({ host, repo }) => {
  projectId = (await practiceProject(host.client, repo)).projectId
})

const description = (page: Page) => page.getByRole('main').getByRole('textbox', { name: 'Description' })
/** One red pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

/** Pastes a file into what has the focus, as a browser does. */
const pasteFile = (page: Page, name: string, type: string, base64: string) =>
  page.evaluate(
    ([name, type, base64]) => {
      const data = new DataTransfer()
      data.items.add(
        new File([Uint8Array.from(atob(base64!), (sign) => sign.charCodeAt(0))], name!, { type: type! }),
      )
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      document.activeElement?.dispatchEvent(event)
    },
    [name, type, base64],
  )

test('a description is written where it is read, and saves itself', async ({ board, host }) => {
  const { client } = host
  const other = await client.tasks.create({ projectId, title: 'The other one' })
  const made = await client.tasks.create({
    projectId,
    title: 'Write it',
    description: '# Goal\n\nSome **bold** words.',
  })
  const saved = async () => (await client.tasks.get({ id: made.id })).description
  await board.goto(`${new URL(board.url()).origin}/task/${made.identifier}`)
  const field = description(board)
  await expect(field).toContainText('Some bold words.')
  await expect(field.locator('.md-heading-1')).toHaveText('Goal')

  // From the title the writing goes on here, and Escape leaves it for the tab that shows it.
  await board.keyboard.press('F2')
  await expect(board.getByRole('textbox', { name: 'Title' })).toBeFocused()
  await board.keyboard.press('Enter')
  await expect(field).toBeFocused()
  await board.keyboard.press('Escape')
  await expect(board.getByRole('tab', { name: 'Description' })).toBeFocused()

  // Its signs are seen where the caret is, and nowhere else.
  await board.keyboard.press('d')
  await expect(field).toBeFocused()
  await expect(field).toContainText('Some bold words.')
  await board.keyboard.press('ArrowLeft')
  await board.keyboard.press('Control+ArrowLeft')
  await board.keyboard.press('Control+ArrowLeft')
  await expect(field).toContainText('Some **bold** words.')

  // The menu, by keys alone; Escape closes it first.
  await board.keyboard.press('Control+End')
  await board.keyboard.press('Enter')
  await board.keyboard.type('/')
  const menu = board.getByRole('listbox')
  await expect(menu.getByRole('option')).toHaveCount(12)
  await board.keyboard.press('Escape')
  await expect(menu).toHaveCount(0)
  await expect(field).toBeFocused()
  await board.keyboard.type('chec')
  await expect(menu.getByRole('option')).toHaveText([/^Checklist/])
  // By a hand so quick that nothing is done between the last letter and Enter.
  await field.evaluate((content) => {
    document.execCommand('insertText', false, 'k')
    content.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, bubbles: true, cancelable: true }),
    )
  })
  await board.keyboard.type('first')
  await board.keyboard.press('Enter')
  await board.keyboard.type(`see #other`)
  await menu.getByRole('option', { name: /The other one/ }).click()
  await expect.poll(saved).toBe(`# Goal\n\nSome **bold** words.\n- [ ] first\n- [ ] see ${other.identifier}`)

  // A list and a block of code are left and entered where one goes on writing.
  await board.keyboard.press('Enter')
  await board.keyboard.press('Enter')
  await board.keyboard.type('Below. /code')
  await expect(menu.getByRole('option')).toHaveText([/^Code block/])
  await board.keyboard.press('Enter')
  await board.keyboard.type('const x = 1')
  await expect.poll(saved).toContain(`- [ ] see ${other.identifier}\n\nBelow.\n\n\`\`\`\nconst x = 1\n\`\`\``)

  // Undo in it stays in it.
  await board.keyboard.type(' now')
  await board.keyboard.press('Control+z')
  await expect(field).not.toContainText('now')
  await board.keyboard.press('Escape')
  await expect(field).not.toBeFocused()
  await field.getByRole('checkbox', { name: 'first' }).click()
  await expect.poll(saved).toContain('- [x] first')

  // What others change elsewhere in it comes in beside what is being written; the same place is asked about.
  await field.getByText('Some').click()
  await board.keyboard.press('End')
  await board.keyboard.type(' Mine.')
  await client.tasks.update({ id: made.id, description: (await saved()).replace('# Goal', '# Aim') })
  await expect(field.locator('.md-heading-1')).toHaveText('Aim')
  await expect.poll(saved).toContain('# Aim\n\nSome **bold** words. Mine.')
  await board.keyboard.type(' More')
  await client.tasks.update({ id: made.id, description: 'All of it is other.' })
  await board.getByRole('button', { name: 'Keep mine' }).click()
  await expect.poll(saved).toContain('Mine. More')
  const looks = await new AxeBuilder({ page: board }).include('main').analyze()
  expect(looks.violations).toEqual([])
})

test('a pasted picture becomes an attachment, is seen, outlives a reload, and stands in the prompt', async ({
  board,
  host,
}) => {
  const { client } = host
  const made = await client.tasks.create({ projectId, title: 'Look', description: 'Is it red?' })
  // It is pasted before the code of the editor is here, too.
  const code = Promise.withResolvers<void>()
  await board.route(/code-mirror.*\.js/, async (route) => {
    await code.promise
    await route.continue()
  })
  await board.goto(`${new URL(board.url()).origin}/task/${made.identifier}`)
  const field = description(board)
  await expect(field).toContainText('Is it red?')
  await board.keyboard.press('d')
  await expect(field).toBeFocused()
  await board.keyboard.press('Control+Home')
  await pasteFile(board, 'red.png', 'image/png', PIXEL)
  await board.keyboard.type('Yes. ')
  code.resolve()
  await expect(field.getByRole('img', { name: 'red.png' })).toBeVisible()
  // The writing goes on in the next line, and of the reference only the picture is seen, no larger than it is.
  await expect
    .poll(async () => (await client.tasks.get({ id: made.id })).description)
    .toMatch(/^!\[red\.png\]\(attachment:[0-9a-f-]{36}\)\nYes\. Is it red\?$/)
  await expect(field).not.toContainText('red.png')
  expect((await field.getByRole('img', { name: 'red.png' }).boundingBox())?.width).toBe(1)

  // What cannot be one is said where it happens.
  await board.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array((20 << 20) + 1)], 'huge.bin'))
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(event)
  })
  await expect(board.getByText('huge.bin was not attached')).toBeVisible()

  await board.reload()
  const picture = field.getByRole('img', { name: 'red.png' })
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(1)

  // In a comment as well, where it can be seen whole.
  await board.getByRole('textbox', { name: 'Add a comment' }).click()
  await board.keyboard.type('This one: ')
  await pasteFile(board, 'again.png', 'image/png', PIXEL)
  await expect(
    board.getByRole('textbox', { name: 'Add a comment' }).getByRole('img', { name: 'again.png' }),
  ).toBeVisible()
  await board.keyboard.press('Escape')
  await expect(board.getByRole('tab', { name: 'Description' })).toBeFocused()
  await board.getByRole('textbox', { name: 'Add a comment' }).press('Control+Enter')
  await board.getByRole('listitem').getByRole('button', { name: 'again.png' }).click()
  await expect(board.getByRole('dialog', { name: 'again.png' })).toBeVisible()
  await board.keyboard.press('Escape')

  // What an agent makes of these: e2e/integration/host/attachments.test.ts.
  const { text } = await client.tasks.prompt({ id: made.id })
  expect(attachmentIdsIn(text)).toHaveLength(2)
})

test('a new task is described in it, and what it mentions is linked', async ({ board, host }) => {
  const other = await host.client.tasks.create({ projectId, title: 'Named elsewhere' })
  await board.goto(`${new URL(board.url()).origin}/?project=${projectId}`)
  await expect(board.getByRole('button', { name: /^New task/ }).first()).toBeVisible()
  await board.keyboard.press('c')
  const dialog = board.getByRole('dialog', { name: 'New task' })
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Made with words')
  await board.keyboard.press('Tab')
  const field = dialog.getByRole('textbox', { name: 'Description' })
  await expect(field).toBeFocused()
  await board.keyboard.type(`/`)
  await expect(board.getByRole('listbox')).toBeVisible()
  await board.keyboard.press('Escape')
  await expect(board.getByRole('listbox')).toHaveCount(0)
  await expect(dialog).toBeVisible()
  await board.keyboard.press('Backspace')
  await board.keyboard.type(`After ${other.identifier} `)
  // Tab leaves it.
  await board.keyboard.press('Tab')
  await expect(field).not.toBeFocused()
  await board.keyboard.press('Control+Enter')
  await expect(board.getByRole('article', { name: /Made with words/ })).toBeVisible()

  await host.client.tasks.addComment({
    id: other.id,
    body: `As ${other.identifier} says, not \`${other.identifier}\`.`,
  })
  await board.goto(`${new URL(board.url()).origin}/task/${other.identifier}`)
  const mention = board.getByRole('listitem').getByRole('link', { name: other.identifier })
  await expect(mention).toHaveCount(1)
  await expect(mention).toHaveAttribute('title', `${other.identifier} Named elsewhere (Todo)`)
})
