import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import type { TestHost } from '../support/host.ts'
import { practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

type SeededRun = {
  daysAgo: number
  model?: string
  agent?: string
  status?: 'succeeded' | 'failed' | 'cancelled'
  cost?: number
}

/** Noon, so many days ago. */
function noon(daysAgo: number): Date {
  const now = new Date()
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo, 12)
}

/** Writes runs of days that are over beside a real one. */
function seedRuns(dataFolder: string, runs: readonly SeededRun[]): void {
  const db = new Database(join(dataFolder, 'openlinear.db'))
  try {
    db.pragma('busy_timeout = 10000')
    const real = db.prepare('SELECT * FROM runs LIMIT 1').get() as Record<string, unknown>
    const columns = Object.keys(real)
    const insert = db.prepare(
      `INSERT INTO runs (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
    )
    const all = db.transaction(() => {
      for (const [index, run] of runs.entries()) {
        const { daysAgo, model = 'anthropic/claude-sonnet', agent = 'build', status = 'succeeded' } = run
        insert.run({
          ...real,
          id: randomUUID(),
          attempt: 1000 + index,
          status,
          model,
          agent,
          cost: run.cost ?? 1,
          input_tokens: 40_000,
          output_tokens: 2000,
          worked_ms: 120_000,
          created_at: noon(daysAgo).toISOString(),
        })
      }
    })
    all()
  } finally {
    db.close()
  }
}

/** A project with one real run of the practice model. */
async function oneRun(host: TestHost, repo: string): Promise<void> {
  const { task } = await practiceProject(host.client, repo)
  const { id } = await task('Write it down', write('notes.md', '# Notes\n'), { text: 'Done.' })
  const run = await host.client.tasks.execute({ id })
  const over = await host.runWith(run.id, 'succeeded', 'failed')
  expect(over.failure).toBe(null)
}

const tile = (page: Page, name: RegExp) => page.getByRole('radio', { name })

test('the usage teaches while there is none, and follows runs as they end', async ({
  page,
  ownHost,
  repo,
}) => {
  test.slow()
  await page.goto(ownHost.address)
  await expect(page.getByRole('link', { name: 'Usage' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await expect(page.getByText('No usage yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Usage' })).toHaveAttribute('aria-current', 'page')
  await oneRun(ownHost, repo)
  await expect(tile(page, /^Runs: 1 run,/)).toBeVisible({ timeout: 30_000 })
  await expect(tile(page, /^Success rate: 100%/)).toBeVisible()
  await expect(page.getByRole('table').getByRole('rowheader', { name: 'practice/scripted' })).toBeVisible()
})

test('figures are parted, walked through by keys, told in a table and saved', async ({
  page,
  ownHost,
  dataFolder,
  repo,
}) => {
  test.slow()
  await oneRun(ownHost, repo)
  seedRuns(dataFolder, [
    { daysAgo: 1, cost: 2 },
    { daysAgo: 1, model: 'openai/gpt', cost: 0.5, status: 'failed' },
    { daysAgo: 3, agent: '=cmd', cost: 1.5 },
    { daysAgo: 10, cost: 4, status: 'cancelled' },
    { daysAgo: 40, cost: 6 },
    { daysAgo: 300, cost: 10 },
  ])
  await page.goto(new URL(`/usage#token=${ownHost.token}`, ownHost.url).href)

  // Of 30 days, against the 30 before.
  await expect(tile(page, /^Cost: \$8\.00, 33% more than the \$6\.00 before$/)).toBeChecked()
  await expect(tile(page, /^Success rate: 75%/)).toBeVisible()

  const bars = page.getByRole('slider', { name: /^Cost by model/ })
  const legend = page.getByRole('list', { name: 'Parts of the bars' })
  await expect(legend.getByRole('button')).toHaveText([/^claude-sonnet\s*\$7\.50/, /^gpt\s*\$0\.50/])

  // Day by day.
  await page.getByRole('radio', { name: /^Cost:/ }).focus()
  await page.keyboard.press('Tab')
  await expect(bars).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(bars).toHaveAttribute('aria-valuetext', /: \$2\.50\. claude-sonnet \$2\.00, gpt \$0\.50$/)
  await expect(legend.getByRole('button').first()).toHaveText(/\$2\.00/)
  await page.keyboard.press('Home')
  await expect(bars).toHaveAttribute('aria-valuenow', '1')

  // What is pressed in the legend is left out.
  await legend.getByRole('button', { name: /^gpt/ }).click()
  await expect(legend.getByRole('button', { name: /^gpt/ })).toHaveAttribute('aria-pressed', 'false')
  await expect(page.getByText('In all')).toBeVisible()
  await expect(page.getByText('In all').locator('..')).toHaveText(/\$7\.50/)
  await page.getByRole('button', { name: 'Show all' }).click()

  // Pointing reads out, too.
  const room = await bars.boundingBox()
  if (room === null) throw new Error('no chart')
  const hovered = page.getByText('In all')
  await page.mouse.move(room.x + room.width - 30, room.y + 60)
  await expect(hovered).toHaveCount(0)
  await page.mouse.move(0, 0)
  await expect(hovered).toBeVisible()

  // By agent, and of a week.
  await page.getByRole('radiogroup', { name: 'Split by' }).getByRole('radio', { name: 'Agent' }).click()
  await page.getByRole('radio', { name: '7 days', exact: true }).click()
  await expect(tile(page, /^Cost: \$4\.00, as before$/)).toBeVisible()
  await expect(page).toHaveURL(/range=.*7.*split=agent/)
  const table = page.getByRole('table')
  await expect(table.getByRole('row', { name: /^=cmd \$1\.50/ })).toBeVisible()
  await page
    .getByRole('radiogroup', { name: 'Rows of the table' })
    .getByRole('radio', { name: 'Day' })
    .click()
  // By another column, and the other way.
  await expect(table.getByRole('columnheader', { name: 'Day' })).toHaveAttribute('aria-sort', 'descending')
  const cost = table.getByRole('columnheader', { name: 'Cost' })
  await cost.getByRole('button').press('Enter')
  await expect(cost).toHaveAttribute('aria-sort', 'descending')
  await expect(table.getByRole('row').nth(1)).toContainText('$2.50')
  await cost.getByRole('button').press('Enter')
  await expect(cost).toHaveAttribute('aria-sort', 'ascending')
  await expect(table.getByRole('row').nth(1)).toContainText('$0.00')
  await table.getByRole('button', { name: new RegExp(`\\b${noon(3).getDate()}\\b`) }).click()
  await expect(table.getByRole('row', { name: /^=cmd \$1\.50/ })).toBeVisible()

  // All that there is, by weeks, compared with nothing.
  await page.getByRole('radio', { name: 'All', exact: true }).click()
  await expect(tile(page, /^Cost: \$24\.00$/)).toBeVisible()
  await expect(table.getByRole('columnheader', { name: 'Week' })).toBeVisible()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
  expect(lines).toHaveLength(1 + 7)
  expect(lines.find((line) => line.includes('=cmd'))).toContain(`,"'=cmd",`)

  // How runs ended.
  await tile(page, /^Success rate/).click()
  await expect(legend.getByRole('button')).toHaveText([/Succeeded\s*5/, /Failed\s*1/, /Cancelled\s*1/])
})

/** Of the places that are furthest apart, one in which it is another day than here. */
const elsewhere = ['Pacific/Kiritimati', 'Pacific/Niue'].find((timeZone) => {
  const day = new Intl.DateTimeFormat('en', { timeZone, day: 'numeric' }).format()
  return day !== String(new Date().getDate())
})

test.describe('where it is another day', () => {
  test.use({ timezoneId: elsewhere ?? 'UTC' })

  test('the days are those of the host', async ({ page, ownHost, repo }) => {
    await oneRun(ownHost, repo)
    await page.goto(new URL(`/usage?range=7#token=${ownHost.token}`, ownHost.url).href)
    const bars = page.getByRole('slider', { name: /^Cost by model/ })
    await page.getByRole('radio', { name: /^Runs: 1 run/ }).click()
    const today = page.getByRole('slider', { name: /^Runs by model/ })
    await expect(bars).toHaveCount(0)
    const { today: day } = await ownHost.client.usage.report({ from: '2026-01-01', to: '2026-01-01' })
    const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(day))
    await expect(today).toHaveAttribute('aria-valuetext', new RegExp(`^${weekday}.*: 1 run`))
  })
})
