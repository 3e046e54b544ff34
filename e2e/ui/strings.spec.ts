import type { Page, Request } from '@playwright/test'
import type { TestHost } from '../support/host.ts'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'
import { PROJECT, SETTINGS } from './pages.ts'

/** The same in every language: names, dates by `Intl`, and what a machine reads. */
const SAME: readonly RegExp[] = [
  // Brands and proper names.
  /\b(OpenLinear|OpenCode|GitHub|Linear|Git|Markdown|CSV|vibe-kanban|macOS|Windows|Linux|Ollama|LM Studio)\b/g,
  // Days and months, which the browser writes.
  /\b(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?\b/g,
  /\b(Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)([a-z]+(?= \d))?\b/g,
  /\b\d\d?:\d\d(:\d\d)?( ?[AP]M)?/g,
  // Keys, examples of commands, and a line of the log that the host has written.
  /\b(alt\+T|Ctrl|Alt|Esc|Del)\b/g,
  /\bnpm( run)? [\w:]+/g,
  /Prepared worktree from/g,
  // Identifiers, paths, addresses, commands and commits.
  /\b[A-Z]{2,5}-\d+\b/g,
  /\S*[/@.:_]\S*\w/g,
  /\b[0-9a-f]{7,40}\b/g,
]

/** What the host has sent, but for the codes that the page has words for. */
function follow(page: Page): Set<string> {
  // These are codes, by their looks.
  const data = new Set<string>(['build', 'scripted', 'main', 'ripgrep'])
  const take = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const line of value.split('\n'))
        if (!/^[a-z]*([_-][a-z]+)*$/.test(line.trim())) data.add(line.trim())
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(take)
  }
  page.on('response', (response) => {
    if (response.url().includes('/rpc/')) response.json().then(take, () => undefined)
  })
  return data
}

/** What the page shows and says that stands in no brackets: texts, and the names of what has none. */
function bare(): string[] {
  const found: string[] = []
  let depth = 0
  const outside = (text: string): string => {
    let left = ''
    for (const letter of text) {
      if (letter === '⟦') depth += 1
      else if (letter === '⟧') depth -= 1
      else if (depth === 0) left += letter
    }
    return left.trim()
  }
  const add = (what: string, text: string) => {
    const left = outside(text)
    if (/\p{L}{2}/u.test(left)) found.push(`${what}: ${left}`)
  }
  const walk = (node: Node): void => {
    if (node instanceof Element) {
      // What is drawn by its children alone has no box.
      const isDrawn = node.checkVisibility() || getComputedStyle(node).display === 'contents'
      if (!isDrawn || node.matches('script, style, code, pre, kbd, .cm-content')) return
      const before = depth
      depth = 0
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'aria-description'])
        add(name, node.getAttribute(name) ?? '')
      depth = before
    }
    if (node instanceof Text) add('text', node.data)
    for (const child of node.childNodes) walk(child)
  }
  walk(document.body)
  if (depth !== 0) found.push('a bracket is open')
  return found
}

/** A text without another one, where that stands by itself. */
function without(text: string, part: string): string {
  let left = ''
  let from = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    if (/\p{L}/u.test((text[at - 1] ?? '') + (text[at + part.length] ?? ''))) continue
    left += text.slice(from, at)
    from = at + part.length
  }
  return left + text.slice(from)
}

/** What of it is no data either. */
function untranslated(found: readonly string[], data: ReadonlySet<string>): string[] {
  const longest = [...data].toSorted((a, b) => b.length - a.length)
  return found.filter((one) => {
    let left = one.slice(one.indexOf(': ') + 2)
    for (const text of longest) left = without(left, text)
    for (const same of SAME) left = left.replaceAll(same, '')
    return /\p{L}{2}/u.test(left)
  })
}

/** Goes to a screen within the page and waits until all that it has asked for is here and drawn. */
function walker(page: Page): (path: string) => Promise<void> {
  const open = new Set<Request>()
  page.on('request', (request) => {
    // Some answers take longer than all the rest: what the page says meanwhile is looked at.
    if (/\/(rpc|assets)\/(?!providers|models|github)/.test(request.url())) open.add(request)
  })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  const drawn = () =>
    page.evaluate(
      () =>
        new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    )
  return async (path) => {
    await page.evaluate((to) => history.pushState({}, '', to), path)
    // What has come may ask for more.
    for (let calm = 0; calm < 2; calm = open.size === 0 ? calm + 1 : 0) {
      await expect
        .poll(() => [...open].map((request) => request.url()), { message: path, timeout: 30_000 })
        .toEqual([])
      await drawn()
    }
  }
}

/** A project with a task that asks, one in review, one that failed and one in a batch that waits. */
async function busyHost(host: TestHost, repo: string) {
  await host.client.settings.update({ motion: 'reduced' })
  const { projectId, task } = await practiceProject(host.client, repo)
  const asking = await task('Look outside', bash('cat /etc/hostname'), { text: 'Looked.' })
  const reviewed = await task('Write it down', write('notes.md', '# Notes\n'), { text: 'Done.' })
  const failing = await task('Break', { error: 401, message: 'no such key' })
  const batched = await task('Look outside, too', bash('cat /etc/hostname'), { text: 'Looked.' })
  await host.client.tasks.update({ id: asking.id, priority: 'urgent', dueDate: '2020-01-01' })
  for (const { id } of [asking, reviewed, failing]) await host.client.tasks.execute({ id })
  const batch = await host.client.batches.create({ taskIds: [batched.id], mode: 'queue' })
  await host.when(async () => {
    const { items } = await host.client.requests.list()
    const states = await Promise.all(
      [reviewed, failing].map(async ({ id }) => (await host.client.tasks.get({ id })).executionStatus),
    )
    return items.length > 1 && states[0] === 'succeeded' && states[1] === 'failed' ? true : undefined
  })
  return { projectId, asking, reviewed, failing, batched, batch }
}

test.describe('in a language', () => {
  test.use({ locale: 'en-XA' })

  test('everything that the page says comes from the catalogue', async ({ board, host, repo }) => {
    test.slow()
    const data = follow(board)
    const go = walker(board)
    const { projectId, asking, reviewed, failing, batch } = await busyHost(host, repo)
    await board.reload()
    await expect(board.getByRole('heading', { level: 1 })).toBeVisible()
    const look = async (where: string) => {
      const found = untranslated(await board.evaluate(bare), data)
      expect.soft([...new Set(found)], where).toEqual([])
    }
    const screens = [
      '/',
      `/?project=${projectId}&layout=list&group=priority`,
      '/inbox',
      '/batches',
      `/batches/${batch.id}`,
      '/brainstorm',
      `/task/${asking.identifier}`,
      `/task/${reviewed.identifier}`,
      `/task/${failing.identifier}`,
      '/usage',
      '/record',
      '/welcome',
      '/nowhere',
      // To ask the agent for its providers takes longer than all the others.
      ...SETTINGS.filter((section) => !section.startsWith('providers')).map(
        (section) => `/settings?section=${section}`,
      ),
      ...PROJECT.map((page) => `/projects/${projectId}/settings#${page}`),
    ]
    for (const path of screens) {
      await go(path)
      await look(path)
    }
    await go(`/?project=${projectId}`)
    const dialog = board.getByRole('dialog')
    for (const key of ['c', 'ControlOrMeta+k', '?']) {
      await board.keyboard.press(key)
      await expect(dialog).toBeVisible()
      await look(key)
      await board.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
    }
    await board.getByText(reviewed.title).click({ button: 'right' })
    await expect(board.getByRole('menu')).toBeVisible()
    await look('the menu of a card')
  })
})

test.describe('in a language from right to left', () => {
  test.use({ locale: 'ar-XB', viewport: { width: 1024, height: 700 } })

  test('the page is turned, and nothing is too wide', async ({ board, host, repo }) => {
    const go = walker(board)
    const { projectId, task } = await practiceProject(host.client, repo)
    const { identifier } = await task('Say hello', { text: 'Hello.' })
    await expect(board.locator('html[dir="rtl"]')).toBeVisible()
    for (const path of [`/?project=${projectId}`, `/task/${identifier}`, '/settings?section=appearance']) {
      await go(path)
      const [root, sidebar, main] = await board.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
        return [{ scrollWidth, clientWidth }, box('#sidebar'), box('#main')] as const
      })
      expect.soft(root.scrollWidth, path).toBe(root.clientWidth)
      expect.soft(sidebar?.right, path).toBe(1024)
      expect.soft(main?.left, path).toBe(0)
    }
  })
})
