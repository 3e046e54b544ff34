import type { Page } from '@playwright/test'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

const titlesOf = async (page: Page, column: string) =>
  page.getByRole('region', { name: column }).getByRole('listitem').allInnerTexts()

test.beforeEach(async ({ host, repo }) => {
  const fixture = await practiceProject(host.client, repo)
  for (const title of ['Alpha', 'Beta', 'Gamma'])
    await host.client.tasks.create({ projectId: fixture.projectId, title })
})

test('cards are dragged to another column and stay there', async ({ board, host }) => {
  const card = board.getByRole('listitem').filter({ hasText: 'Beta' })
  await card.dragTo(board.getByRole('region', { name: 'In progress' }))
  await expect(board.getByRole('region', { name: 'In progress' }).getByText('Beta')).toBeVisible()
  await expect
    .poll(async () => (await host.client.tasks.list({ q: 'Beta' })).items[0]?.status)
    .toBe('in_progress')
  await board.reload()
  await expect(board.getByRole('region', { name: 'In progress' }).getByText('Beta')).toBeVisible()
})

test('the keyboard moves cards, and their order and the focus are kept', async ({ board, host }) => {
  const alpha = board.getByRole('article', { name: /: Alpha$/ })
  await expect.poll(() => titlesOf(board, 'Todo')).toHaveLength(3)
  await board.keyboard.press('ArrowDown')
  await expect(alpha).toBeFocused()
  await board.keyboard.press('Alt+ArrowDown')
  await expect
    .poll(async () => (await titlesOf(board, 'Todo')).map((text) => /Alpha|Beta|Gamma/.exec(text)?.[0]))
    .toEqual(['Beta', 'Alpha', 'Gamma'])
  // What is seen at once is the host's only once it has answered.
  const placeOf = async (title: string) => (await host.client.tasks.list({ q: title })).items[0]?.order ?? ''
  await expect.poll(async () => (await placeOf('Beta')) < (await placeOf('Alpha'))).toBe(true)
  await board.reload()
  await expect
    .poll(async () => (await titlesOf(board, 'Todo')).map((text) => /Alpha|Beta|Gamma/.exec(text)?.[0]))
    .toEqual(['Beta', 'Alpha', 'Gamma'])

  // The focus stays with the card: after a list that a key opened, when an agent moves it, and after it was read.
  await alpha.focus()
  await board.keyboard.press('?')
  await expect(board.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await board.keyboard.press('Escape')
  await expect(alpha).toBeFocused()
  const { items } = await host.client.tasks.list({ q: 'Alpha' })
  await host.client.tasks.update({ id: items[0]?.id ?? '', status: 'in_progress' })
  await expect(board.getByRole('region', { name: 'In progress' }).getByText('Alpha')).toBeVisible()
  await expect(alpha).toBeFocused()
  await board.keyboard.press('Enter')
  await expect(board.getByRole('button', { name: 'Status: In progress' })).toBeVisible()
  await board.keyboard.press('Escape')
  await expect(alpha).toBeFocused()

  // It goes to a card that is made, also to begin with; where the board does not show it, it stays.
  const make = async (title: string) => {
    await board.keyboard.press('c')
    await board.keyboard.type(title)
    await board.keyboard.press('Control+Enter')
    await expect(board.getByRole('dialog')).toBeHidden()
  }
  const delta = board.getByRole('article', { name: /: Delta$/ })
  await make('Delta')
  await expect(delta).toBeFocused()
  await board.reload()
  await expect(delta).toBeVisible()
  await make('Epsilon')
  await expect(board.getByRole('article', { name: /: Epsilon$/ })).toBeFocused()
  await board.keyboard.press('/')
  await board.keyboard.type('Delta')
  await board.keyboard.press('Enter')
  await expect(delta).toBeFocused()
  await make('Zeta')
  await expect(board.getByText(/^FIX-\d+ created$/).last()).toBeVisible()
  await expect(board.getByRole('article')).toHaveCount(1)
  await expect(delta).toBeFocused()
  await board.keyboard.press('Shift+F')
  await expect(board.getByRole('article', { name: /: Zeta$/ })).toBeVisible()

  // So does one that an agent has begun with meanwhile.
  await board.keyboard.press('c')
  await board.keyboard.type('Eta')
  await board.keyboard.press('Control+Shift+Enter')
  const eta = board.getByRole('article', { name: /: Eta$/ })
  await expect(board.getByRole('region', { name: 'In progress' }).getByText('Eta')).toBeVisible()
  await expect(eta).toBeFocused()

  // A comment in a description is for who edits it.
  const { items: made } = await host.client.tasks.list({ q: 'Delta' })
  const description = 'Say it.\n\n<!-- practice: greet -->'
  await host.client.tasks.update({ id: made[0]?.id ?? '', description })
  await delta.focus()
  await board.keyboard.press('Enter')
  const text = board.getByRole('textbox', { name: 'Description' })
  await expect(text).toContainText('Say it.')
  await expect(text).not.toContainText('practice')
  await text.press('Control+End')
  await expect(text).toContainText('<!-- practice: greet -->')
})

test('search looks into descriptions, and the filter stays in the address', async ({ board, host }) => {
  const { items } = await host.client.tasks.list({ q: 'Gamma' })
  await host.client.tasks.update({ id: items[0]?.id ?? '', description: 'It has a needle in it.' })
  await expect(board.getByText('Gamma')).toBeVisible()
  await board.keyboard.press('/')
  await board.keyboard.type('needle')
  await expect(board.getByText('Gamma')).toBeVisible()
  await expect(board.getByText('Alpha')).toHaveCount(0)
  await expect(board).toHaveURL(/needle/)
  await board.reload()
  await expect(board.getByText('Gamma')).toBeVisible()
  await expect(board.getByText('Alpha')).toHaveCount(0)
})

test('labels are made in settings and shown on cards', async ({ board, host }) => {
  await board.getByRole('link', { name: 'Settings', exact: true }).click()
  await board.getByRole('link', { name: 'Labels' }).click()
  await board.getByRole('textbox', { name: 'New label' }).fill('urgent-ish')
  await board.keyboard.press('Enter')
  await expect
    .poll(async () => (await host.client.labels.list()).items.map((one) => one.name))
    .toContain('urgent-ish')
})

test('the theme is a setting and holds over a reload', async ({ board, host }) => {
  await host.client.settings.update({ theme: 'light' })
  await expect(board.locator('html')).toHaveAttribute('data-theme', 'light')
  await host.client.settings.update({ theme: 'dark' })
  await expect(board.locator('html')).toHaveAttribute('data-theme', 'dark')
  await board.reload()
  await expect(board.locator('html')).toHaveAttribute('data-theme', 'dark')
})
