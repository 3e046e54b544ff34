import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'
import { PROJECT, SETTINGS } from './pages.ts'

/** Everything is looked at in every look where time does not count. */
const isSlow = process.env['OPENLINEAR_SLOW_TESTS'] === '1'
const LOOKS = [
  { theme: 'dark', contrast: 'normal', level: 'color-contrast' },
  { theme: 'light', contrast: 'normal', level: 'color-contrast' },
  { theme: 'dark', contrast: 'more', level: 'color-contrast-enhanced' },
  { theme: 'light', contrast: 'more', level: 'color-contrast-enhanced' },
] as const

/** Draws the page in a look, as its settings do, and waits until it is drawn: a colour may be on its way to the next one. */
async function draw(
  page: Page,
  look: Pick<(typeof LOOKS)[number], 'theme' | 'contrast'> & { fontSize?: number },
): Promise<void> {
  await page.evaluate(async (choice) => {
    window.drawAppearance({ density: 'comfortable', fontSize: 13, motion: 'reduced', ...choice })
    await new Promise(requestAnimationFrame)
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  }, look)
}

/** What axe finds on the page as it is drawn, in words. */
async function findings(
  page: Page,
  without: readonly string[] = [],
  looks: readonly (typeof LOOKS)[number][] = LOOKS,
): Promise<string[]> {
  const found: string[] = []
  const look = async (words: string, axe: AxeBuilder) => {
    const { violations } = await axe.analyze()
    for (const { id, nodes } of violations)
      for (const node of nodes) {
        found.push(
          `${words}: ${id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}: ${node.failureSummary}`,
        )
      }
  }
  for (const [index, { theme, contrast, level }] of looks.entries()) {
    await draw(page, { theme, contrast })
    const words = `${theme}, ${contrast} contrast`
    // No frame of another origin is here, for which alone axe would open a page of its own each time.
    const axe = new AxeBuilder({ page }).setLegacyMode()
    // Everything but colours is the same in every look.
    await look(words, index === 0 ? axe.disableRules([...without]) : axe.withRules(level))
  }
  return found
}

/** What is wrong with the screen as it is drawn, in words. */
function faults(theme: 'light' | 'dark'): string[] {
  const found: string[] = []
  const { documentElement: root, body } = document
  if (root.scrollWidth > window.innerWidth) found.push('the page is wider than the window')
  if (root.dataset.theme !== theme) found.push(`the theme is ${root.dataset.theme}`)

  // Whatever notation the style sheet uses, a canvas knows the colour's red, green and blue.
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (canvas === null) return ['no canvas']
  canvas.fillStyle = getComputedStyle(body).backgroundColor
  canvas.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
  const isDark = red + green + blue < 3 * 128
  if (isDark !== (theme === 'dark')) found.push(`the ground is rgb(${red} ${green} ${blue})`)

  const bar = document.querySelector('header[data-fold]')
  if (bar !== null) {
    const title = bar.querySelector('h1')
    const ends = [...bar.children, ...(title === null ? [] : [title])].map((part) => ({
      part,
      ...part.getBoundingClientRect().toJSON(),
    })) as { part: Element; left: number; right: number }[]
    for (const one of ends)
      for (const other of ends)
        if (!one.part.contains(other.part) && !other.part.contains(one.part))
          if (one.left < other.right - 1 && other.left < one.right - 1)
            found.push(`in the bar ${one.part.tagName} lies over ${other.part.tagName}`)
    const end = bar.getBoundingClientRect().right
    if (ends.some(({ right }) => right > end + 1)) found.push('the bar is too narrow')
  }

  for (const one of document.querySelectorAll('button, a[href], input, textarea')) {
    if (one.closest('[aria-hidden="true"], [inert]') !== null || one.getClientRects().length === 0) continue
    const labels = one instanceof HTMLAnchorElement ? null : (one as HTMLInputElement).labels
    const name =
      one.getAttribute('aria-label') ??
      one.getAttribute('aria-labelledby') ??
      one.getAttribute('title') ??
      one.getAttribute('placeholder') ??
      labels?.[0]?.textContent ??
      one.textContent
    if (name === null || name.trim() === '') found.push(`no name: ${one.outerHTML.slice(0, 120)}`)
  }
  return found
}

/** From narrow to wide, in which axe looks at it. */
const WIDEST = { width: 1440, height: 900 }
const SIZES = [{ width: 480, height: 800 }, { width: 1024, height: 700 }, WIDEST]

// All that is looked at on a screen is looked at here: to load it takes longer than most of that.
test('every screen is drawn whole, wide and narrow, and axe finds nothing on it in any look', async ({
  board,
  host,
  repo,
}) => {
  test.setTimeout(600_000)
  await host.client.settings.update({ motion: 'reduced' })
  const fixture = await practiceProject(host.client, repo)
  const { projectId } = fixture
  const label = await host.client.labels.create({ name: 'api', color: 'yellow' })
  const asking = await fixture.task('Look outside', bash('cat /etc/hostname'), { text: 'Looked.' })
  await host.client.tasks.update({
    id: asking.id,
    labelIds: [label.id],
    priority: 'urgent',
    dueDate: '2020-01-01',
  })
  const reviewed = await fixture.task('Write it down', write('notes.md', '# Notes\n\nOne.\n'), {
    text: '**Done.**',
  })
  const failing = await fixture.task('Break', { error: 401, message: 'Incorrect API key provided' })
  const batched = await fixture.task('Look outside, too', bash('cat /etc/hostname'), { text: 'Looked.' })
  for (const { id } of [asking, reviewed, failing]) await host.client.tasks.execute({ id })
  const batch = await host.client.batches.create({ taskIds: [batched.id], mode: 'queue' })
  await host.when(async () => {
    const { items } = await host.client.requests.list()
    return items.length > 1 ? items : undefined
  })
  await host.when(async () => {
    const { status } = await host.client.tasks.get({ id: reviewed.id })
    return status === 'in_review' ? status : undefined
  })

  const view = await host.client.views.create({
    name: 'Urgent',
    color: 'red',
    projectId,
    query: { layout: 'list' },
  })
  /** `hasParts`: one that is read in a narrow window, too, and in large letters, once its parts are there. */
  const screens: { path: string; text: string; hasParts?: boolean }[] = [
    { path: '/', text: 'cat /etc/hostname' },
    { path: `/?project=${projectId}`, text: 'cat /etc/hostname' },
    { path: `/?view=${view.id}`, text: 'Look outside' },
    { path: '/inbox', text: 'cat /etc/hostname' },
    { path: '/batches', text: batched.identifier },
    { path: '/brainstorm', text: 'What shall be reached?' },
    { path: `/batches/${batch.id}`, text: 'cat /etc/hostname', hasParts: true },
    { path: `/task/${asking.identifier}`, text: 'cat /etc/hostname' },
    // Its changes, in which each file has a heading.
    { path: `/task/${reviewed.identifier}`, text: 'Write it down', hasParts: true },
    { path: `/task/${failing.identifier}`, text: 'Break' },
    { path: '/usage', text: 'Usage' },
    { path: '/record', text: 'record' },
    { path: '/nowhere', text: 'There is nothing at this address' },
    ...SETTINGS.map((section) => ({
      path: `/settings?section=${section}`,
      text: 'Settings',
      hasParts: true,
    })),
    ...PROJECT.map((page) => ({ path: `/projects/${projectId}/settings#${page}`, text: 'Permissions' })),
  ]
  // Between them they have every role of colour.
  const colourful = [`/?project=${projectId}`, `/task/${reviewed.identifier}`]
  for (const { path, text, hasParts = false } of screens) {
    await board.goto(new URL(path, host.url).href)
    await expect(board.getByText(text).first(), path).toBeVisible({ timeout: 30_000 })
    if (hasParts)
      await expect(board.getByRole('heading', { level: 2 }).first(), path).toBeVisible({ timeout: 30_000 })
    const busy = board.locator('button[aria-busy="true"], [role="status"][aria-busy="true"]')
    await expect(busy, path).toHaveCount(0, { timeout: 30_000 })
    for (const size of hasParts ? SIZES : SIZES.slice(1)) {
      await board.setViewportSize(size)
      for (const theme of isSlow ? (['light', 'dark'] as const) : (['light'] as const)) {
        await draw(board, { theme, contrast: 'normal' })
        expect.soft(await board.evaluate(faults, theme), `${path} at ${size.width}, ${theme}`).toEqual([])
      }
    }
    if (hasParts) {
      for (const width of [720, 1024]) {
        await board.setViewportSize({ width, height: 700 })
        await draw(board, { theme: 'light', contrast: 'normal', fontSize: 18 })
        expect.soft(await board.evaluate(faults, 'light' as const), `${path} at ${width}, 18 px`).toEqual([])
      }
      await board.setViewportSize(WIDEST)
    }
    // Colours come from roles, which `e2e/tools/contrast.test.ts` works out in all looks.
    const looks = isSlow || colourful.includes(path) ? LOOKS : LOOKS.slice(0, 1)
    expect.soft(await findings(board, [], looks), path).toEqual([])
  }
})

test('axe finds nothing in what opens over a screen', async ({ board, host, repo }) => {
  test.setTimeout(240_000)
  await host.client.settings.update({ motion: 'reduced' })
  const { projectId, task } = await practiceProject(host.client, repo)
  const { title } = await task('Say hello', { text: 'Hello.' })
  const open = async (
    name: string,
    press: () => Promise<void>,
    part: Locator,
    without: readonly string[] = [],
  ) => {
    await board.goto(new URL(`/?project=${projectId}`, host.url).href)
    await expect(board.getByText(title)).toBeVisible()
    await press()
    await expect(part, name).toBeVisible()
    expect.soft(await findings(board, without, isSlow ? LOOKS : LOOKS.slice(0, 1)), name).toEqual([])
  }
  const dialog = board.getByRole('dialog')
  await open('new task', () => board.keyboard.press('c'), dialog)
  await open('palette', () => board.keyboard.press('Control+k'), dialog)
  await open('help', () => board.keyboard.press('?'), dialog)
  await open(
    'a card’s menu',
    () => board.getByText(title).click({ button: 'right' }),
    board.getByRole('menu'),
    // A menu lies over the page, in none of its landmarks.
    ['region'],
  )
  await open(
    'the sidebar over the page',
    async () => {
      await board.setViewportSize({ width: 720, height: 450 })
      await board.getByRole('button', { name: 'Show the sidebar' }).click()
    },
    board.getByRole('link', { name: 'Inbox' }),
  )
})
