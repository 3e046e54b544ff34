import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

declare global {
  interface Window {
    /** What moved by itself, with what it was. */
    shifts?: string[]
    /** Where the row that is watched has been, in pixels from the top. */
    places?: Set<number>
  }
}

const PROSE =
  'The list is read from its end, so the newest line comes first, and `older` ones follow as asked. '
const wait = (file: string) => bash(`until [ -e ${file} ]; do sleep 0.05; done`)

const SCRIPT = [
  { reasoning: 'What is there to do?' },
  { text: 'I **begin**.\n\n```ts\nconst answer: number = 42\n```\n' },
  {
    todo: [
      ['Look around', 'completed'],
      ['Write the notes', 'in_progress'],
    ],
  },
  bash(String.raw`printf '\033[31mred words\033[0m\n'; seq 1 60`),
  { task: { description: 'Look closer', script: [{ text: 'The sub-agent has looked.' }] } },
  { tool: 'read', input: { filePath: 'missing.txt' } },
  write('notes.md', '# Notes\n\nThe haystack has one needle.\n'),
  wait('gate'),
  {
    text: `${PROSE.repeat(3)}\n\n- one\n- two\n\n\`\`\`ts\nexport const a = 1\n\`\`\`\n\n${PROSE}`,
    delayMs: 8,
  },
  ...Array.from({ length: 6 }, (_, n) => bash(`echo step ${n}`)),
  write('more.md', PROSE.repeat(5)),
  wait('second'),
  ...Array.from({ length: 4 }, (_, n) => ({ parallel: [bash(`echo late ${n}`), write(`${n}.md`, 'x\n')] })),
  { text: 'I am done.' },
]

/** Counts what moves by itself from now on. */
const watchShifts = (page: Page) =>
  page.evaluate(() => {
    window.shifts = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        hadRecentInput: boolean
        value: number
        sources: { node: Node | null }[]
      })[])
        if (!entry.hadRecentInput)
          window.shifts?.push(
            `${entry.value}: ${entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML : node?.textContent)?.slice(0, 200)).join(' | ')}`,
          )
    }).observe({ type: 'layout-shift' })
  })

test('a run is read as a story: its end followed or not, searched, filtered, copied, and nothing moves', async ({
  board,
  host,
  repo,
  context,
}) => {
  test.slow()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = () => board.evaluate(() => navigator.clipboard.readText())
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Read me', ...SCRIPT)
  const { id } = await host.client.tasks.execute({ id: task.id })
  await board.setViewportSize({ width: 1040, height: 640 })
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  const log = board.getByRole('list', { name: 'Log of run 1' })
  const rows = log.getByRole('listitem')
  await expect(log.getByText('until [ -e gate ]')).toBeVisible({ timeout: 60_000 })
  const { worktreePath } = await host.client.runs.get({ id })
  const open = (gate: string) => writeFile(join(worktreePath ?? '', gate), '')

  // The plan stays in sight; what happens is one line each, and code has its colours.
  await board.getByRole('button', { name: 'Plan, 1 of 2' }).click()
  await expect(board.getByRole('dialog', { name: 'Plan' }).getByText('Write the notes')).toBeVisible()
  await board.keyboard.press('Escape')

  // The first failure is gone to and has the focus; a press more goes round to it again.
  await board.getByRole('button', { name: 'Go to the first failure' }).click()
  const failed = rows.filter({ hasText: 'missing.txt' })
  await expect(failed.locator('[data-row-focus]')).toBeFocused()
  await expect(failed.getByRole('region', { name: 'Error' })).toBeVisible()

  // What a command printed has its colours, and is folded.
  const command = rows.filter({ hasText: 'red words' })
  await command.getByRole('button', { name: /printf/ }).click()
  const output = command.getByRole('region', { name: 'Output' })
  await expect(output.getByText('60', { exact: true })).toHaveCount(0)
  await expect(output).toContainText('45\n46')
  await output.getByRole('button', { name: /^Show \d+ earlier lines$/ }).click()
  await expect(output.locator('.text-bad', { hasText: 'red words' })).toBeVisible()
  await command.hover()
  await command.getByRole('button', { name: 'Copy the command' }).click()
  await expect.poll(clipboard).toContain('seq 1 60')
  await expect(log.locator('code .tok-keyword', { hasText: 'const' })).toHaveCount(1)

  // Sub-agents are beneath their call.
  await rows
    .filter({ hasText: 'Look closer' })
    .getByRole('button', { name: /Look closer/ })
    .click()
  await expect(log.getByText('The sub-agent has looked.', { exact: true })).toBeVisible()

  // Search looks through all of it, closed rows too, and marks what it finds.
  await board.keyboard.press('Control+f')
  const field = board.getByRole('textbox', { name: 'Search this log' })
  await field.fill('NEEDLE')
  const found = board.getByRole('search').getByRole('status')
  // In the task, which is closed, and in the edit.
  await expect(found).toHaveText('2 lines')
  await field.press('Enter')
  await expect(found).toHaveText('2 of 2 lines')
  await expect(log.getByText('The haystack has one needle.')).toBeInViewport()
  await expect.poll(() => board.evaluate(() => CSS.highlights.get('log-found-here')?.size)).toBe(1)
  await field.press('Enter')
  await expect(found).toHaveText('1 of 2 lines')
  await expect(rows.filter({ hasText: 'Sent the task to the agent' }).getByRole('region')).toBeInViewport()
  await field.press('Escape')
  await expect(field).toHaveCount(0)

  // Only some of it.
  await board.getByRole('button', { name: 'Filter this log' }).click()
  await board.getByRole('menuitemcheckbox', { name: 'Edits' }).click()
  await expect(board.getByText('Only edits: 1')).toBeVisible()
  await expect(rows).toHaveCount(1)
  await board.keyboard.press('Escape')
  await board.getByRole('button', { name: 'Show all lines' }).click()
  await expect(board.getByText('Only edits')).toHaveCount(0)

  // Followed, it stays at its end, and nothing moves while text, tools and edits come.
  // One line was all there was: its end was in sight, and is followed again.
  await expect(board.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0)
  await board.mouse.move(5, 400)
  await watchShifts(board)
  await open('gate')
  await expect(log.getByRole('button', { name: 'until [ -e second ]' })).toBeInViewport({ timeout: 60_000 })
  // A word behind one that grows counts some millionths.
  const shifts = (await board.evaluate(() => window.shifts)) ?? []
  const moved = shifts.reduce((sum, shift) => sum + Number.parseFloat(shift), 0)
  expect(moved, shifts.join('\n')).toBeLessThan(0.0001)

  // Let go, what is read stays where it is to the pixel, and what has come is counted.
  await log.hover()
  await board.mouse.wheel(0, -500)
  await expect(board.getByRole('button', { name: 'Jump to latest' })).toHaveText('Jump to latest')
  await board.waitForFunction(
    () => {
      const scroller = document.querySelector('[aria-label^="Log of run"]')?.parentElement?.parentElement
      const [before, now] = [Number(scroller?.dataset['was']), scroller?.scrollTop]
      if (scroller) scroller.dataset['was'] = String(now)
      return before === now
    },
    undefined,
    { polling: 200 },
  )
  await board.evaluate(() => {
    const list = document.querySelector('[aria-label^="Log of run"]')
    const top = list?.parentElement?.parentElement?.getBoundingClientRect().top ?? 0
    const row = [...(list?.children ?? [])].find((one) => one.getBoundingClientRect().top > top)
    window.places = new Set()
    const look = () => {
      window.places?.add(row?.getBoundingClientRect().top ?? -1)
      requestAnimationFrame(look)
    }
    look()
  })
  await open('second')
  await expect(board.getByRole('button', { name: /^Jump to latest \d+ new$/ })).toBeVisible({
    timeout: 60_000,
  })
  await host.runWith(id, 'succeeded')
  expect((await board.evaluate(() => [...(window.places ?? [])])).length).toBe(1)
  await board.getByRole('button', { name: /^Jump to latest/ }).click()
  await expect(log.getByText('I am done.', { exact: true })).toBeInViewport()

  // All of it as Markdown.
  await board.getByRole('button', { name: 'Copy the log as Markdown' }).click()
  await expect.poll(clipboard).toMatch(/^# Run 1\n/)
  const text = await clipboard()
  for (const words of [
    'I **begin**.',
    '$ printf',
    'red words\n1\n2\n',
    '> The sub-agent has looked.',
    'I am done.',
  ])
    expect(text).toContain(words)
  expect(text).not.toContain('\u001B')
})
