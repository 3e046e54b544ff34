import { bash, practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'
import { PROJECT, SETTINGS } from './pages.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
]

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

// The dark ones are looked at by axe on each push.
const THEMES =
  process.env['OPENLINEAR_SLOW_TESTS'] === '1' ? (['light', 'dark'] as const) : (['light'] as const)

for (const theme of THEMES) {
  test(`every screen is drawn whole, with names for all of it, when it is ${theme}`, async ({
    board,
    host,
    repo,
  }) => {
    test.slow()
    await host.client.settings.update({ theme })
    const fixture = await practiceProject(host.client, repo)
    const task = await fixture.task('Look outside', bash('cat /etc/hostname'), { text: 'Looked.' })
    await host.client.tasks.execute({ id: task.id })
    const batched = await fixture.task('Look outside, too', bash('cat /etc/hostname'), { text: 'Looked.' })
    const batch = await host.client.batches.create({ taskIds: [batched.id], mode: 'queue' })
    await host.when(async () => {
      const { items } = await host.client.requests.list()
      return items.length > 1 ? items : undefined
    })
    const screens = [
      { path: '/', text: 'cat /etc/hostname' },
      { path: '/inbox', text: 'cat /etc/hostname' },
      { path: '/batches', text: batched.identifier },
      { path: '/brainstorm', text: 'What shall be reached?' },
      { path: `/batches/${batch.id}`, text: 'cat /etc/hostname' },
      { path: `/task/${task.identifier}`, text: 'cat /etc/hostname' },
      ...SETTINGS.map((section) => ({ path: `/settings?section=${section}`, text: 'Settings' })),
      ...PROJECT.map((page) => ({
        path: `/projects/${fixture.projectId}/settings#${page}`,
        text: 'Permissions',
      })),
    ]
    for (const { path, text } of screens) {
      await board.goto(new URL(path, host.url).href)
      await expect(board.getByText(text).first(), path).toBeVisible({ timeout: 30_000 })
      // Not the log of a live run, which is busy by nature.
      const busy = board.locator('button[aria-busy="true"], [role="status"][aria-busy="true"]')
      await expect(busy, path).toHaveCount(0, { timeout: 30_000 })
      for (const size of SIZES) {
        await board.setViewportSize(size)
        expect(await board.evaluate(faults, theme), `${path} at ${size.width}`).toEqual([])
      }
    }
  })
}
