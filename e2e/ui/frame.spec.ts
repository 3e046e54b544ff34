import type { Page } from '@playwright/test'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

const edge = (page: Page) => page.getByRole('separator', { name: 'Width of the sidebar' })
const sidebar = (page: Page) => page.getByRole('complementary', { name: 'Sidebar' })
const widthOf = async (page: Page) => (await sidebar(page).boundingBox())?.width

test('the sidebar is resized by dragging and by keys, within bounds, and stays so', async ({ board }) => {
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '228')
  await edge(board).focus()
  await board.keyboard.press('ArrowRight')
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '236')
  await board.keyboard.press('Shift+ArrowLeft')
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '204')
  await board.keyboard.press('Home')
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '180')
  await board.keyboard.press('End')
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '360')
  expect(await widthOf(board)).toBe(360)

  await board.mouse.move(360, 400)
  await board.mouse.down()
  await board.mouse.move(300, 400, { steps: 4 })
  await board.mouse.up()
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '300')
  await board.mouse.move(500, 400)
  await board.reload()
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '300')
  expect(await widthOf(board)).toBe(300)

  await edge(board).dblclick()
  await expect(edge(board)).toHaveAttribute('aria-valuenow', '228')
})

test('the sidebar is hidden and shown, and the focus goes along', async ({ board }) => {
  const opener = board.getByRole('button', { name: 'Show the sidebar' })
  // Before the screen itself is there, its bar is another.
  const whole = board.getByRole('button', { name: 'Try the sample' })
  await expect(whole).toBeVisible()
  await expect(opener).toBeHidden()
  await board.getByRole('button', { name: 'Hide the sidebar' }).click()
  await expect(sidebar(board)).toBeHidden()
  await expect(opener).toBeFocused()
  await board.reload()
  await expect(whole).toBeVisible()
  await expect(opener).toBeVisible()
  await expect(sidebar(board)).toBeHidden()
  await board.keyboard.press('[')
  await expect(sidebar(board)).toBeVisible()
  await board.keyboard.press('Control+\\')
  await expect(sidebar(board)).toBeHidden()
  await opener.click()
  await expect(sidebar(board)).toBeVisible()
})

test('at 200 % of zoom everything is there, and the sidebar lies over the page', async ({
  board,
  host,
  repo,
}) => {
  const { projectId, task } = await practiceProject(host.client, repo)
  const { title } = await task('Say hello', { text: 'Hello.' })
  await board.setViewportSize({ width: 720, height: 450 })
  await expect(sidebar(board)).toBeHidden()
  const opener = board.getByRole('button', { name: 'Show the sidebar' })
  await opener.click()
  await expect(board.getByRole('link', { name: 'Inbox' })).toBeFocused()
  await board.keyboard.press('Escape')
  await expect(sidebar(board)).toBeHidden()
  await expect(opener).toBeFocused()
  await opener.click()
  await sidebar(board)
    .getByRole('link', { name: /^Fixture/ })
    .click()
  await expect(sidebar(board)).toBeHidden()
  await expect(opener).toBeFocused()
  await expect(board.getByText(title)).toBeVisible()

  for (const path of [`/?project=${projectId}`, '/inbox', '/batches', '/settings?section=appearance']) {
    await board.goto(new URL(path, host.url).href)
    await expect(board.getByRole('heading', { level: 1 })).toBeInViewport()
    const overflow = await board.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, path).toBe(0)
  }

  await board.keyboard.press('c')
  const dialog = board.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Create', exact: true })).toBeInViewport({ ratio: 1 })
})

test('a choice of how the page looks is drawn at once and before the first paint of the next start', async ({
  board,
  host,
}) => {
  await board.goto(new URL('/settings?section=appearance', host.url).href)
  const html = board.locator('html')
  const row = board.getByRole('complementary', { name: 'Sidebar' }).getByRole('link', { name: 'All tasks' })
  const pick = (group: string, name: string) =>
    board.getByRole('radiogroup', { name: group }).getByRole('radio', { name, exact: true }).click()

  await pick('Theme', 'Light')
  await expect(html).toHaveAttribute('data-theme', 'light')
  await pick('Contrast', 'More')
  await expect(html).toHaveAttribute('data-contrast', 'more')
  await expect(row).toHaveCSS('height', '28px')
  await pick('Density', 'Compact')
  await expect(row).toHaveCSS('height', '24px')
  await expect(row).toHaveCSS('font-size', '13px')
  await pick('Density', 'Comfortable')
  await pick('Font size', '18')
  await expect(row).toHaveCSS('font-size', '18px')
  expect((await row.boundingBox())?.height).toBeCloseTo((28 * 18) / 13, 1)
  // Arrow keys choose, as among any radio buttons.
  const motion = board.getByRole('radiogroup', { name: 'Animations' })
  await motion.getByRole('radio', { checked: true }).focus()
  await board.keyboard.press('ArrowRight')
  await expect(motion.getByRole('radio', { name: 'Full' })).toBeFocused()
  await board.keyboard.press('ArrowRight')
  await expect(motion.getByRole('radio', { name: 'Reduced' })).toBeChecked()
  await expect(html).toHaveAttribute('data-motion', 'reduced')
  await expect
    .poll(async () => {
      const { theme, contrast, density, fontSize, motion } = await host.client.settings.get()
      return { theme, contrast, density, fontSize, motion }
    })
    .toEqual({ theme: 'light', contrast: 'more', density: 'comfortable', fontSize: 18, motion: 'reduced' })

  // Without the host: what is drawn first is what was drawn last.
  await board.route('**/rpc/**', () => undefined)
  await board.reload({ waitUntil: 'commit' })
  await expect(html).toHaveAttribute('data-theme', 'light')
  await expect(html).toHaveAttribute('data-contrast', 'more')
  await expect(html).toHaveAttribute('data-motion', 'reduced')
  await expect(html).toHaveAttribute('style', /--font-size: 18/)
  await board.unroute('**/rpc/**')
})

test('the system’s wish for contrast and for less motion is followed', async ({ board }) => {
  const html = board.locator('html')
  await expect(html).toHaveAttribute('data-contrast', 'normal')
  await board.emulateMedia({ contrast: 'more', reducedMotion: 'reduce' })
  await expect(html).toHaveAttribute('data-contrast', 'more')
  await expect(html).toHaveAttribute('data-motion', 'reduced')
  await board.emulateMedia({
    contrast: 'no-preference',
    reducedMotion: 'no-preference',
    forcedColors: 'active',
  })
  await expect(html).toHaveAttribute('data-contrast', 'more')
  await expect(html).toHaveAttribute('data-motion', 'full')
})

test('text that is cut shows as a whole under the pointer', async ({ board, host, repo }) => {
  await practiceProject(host.client, repo)
  const { items } = await host.client.projects.list()
  const name = 'A project whose name is longer than any sidebar of a sensible width can be'
  await host.client.projects.update({ id: items[0]?.id ?? '', name })
  const text = sidebar(board).getByText(name)
  await text.hover()
  await expect(text).toHaveAttribute('title', name)
  const short = sidebar(board).getByText('OpenLinear')
  await short.hover()
  await expect(short).not.toHaveAttribute('title')
})

test('one row of the sidebar says that one is there', async ({ board, host, repo }) => {
  const { projectId } = await practiceProject(host.client, repo)
  for (const [path, name] of [
    ['/', 'All tasks'],
    [`/?project=${projectId}`, /^Fixture/],
    [`/?project=${projectId}&priority=high`, /^Fixture/],
    ['/settings?section=appearance', 'Settings'],
  ] as const) {
    await board.goto(new URL(path, host.url).href)
    const current = sidebar(board).locator('[aria-current="page"]')
    await expect(current).toHaveCount(1)
    await expect(current).toHaveAccessibleName(name)
  }
})
