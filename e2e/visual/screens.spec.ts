import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { bash, practiceProject, write } from '../support/scripted.ts'
import type { TestHost } from '../support/host.ts'
import { expect, test } from '../ui/fixtures.ts'

// Draws the baselines anew, to be looked at before they are committed:
// npm run build && npm exec -c 'playwright test --project=visual --update-snapshots'
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const
const THEMES = ['dark', 'light'] as const

/** A screen in both themes and both sizes against how it was when somebody last looked at it. */
async function shots(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    for (const theme of THEMES) {
      await page.evaluate(
        (look) =>
          window.drawAppearance({
            density: 'comfortable',
            fontSize: 13,
            motion: 'reduced',
            contrast: 'normal',
            theme: look,
          }),
        theme,
      )
      await expect.soft(page).toHaveScreenshot(`${name}-${theme}-${size.width}.png`, {
        stylePath: join(import.meta.dirname, 'steady.css'),
      })
    }
  }
}

const open = async (page: Page, host: TestHost, path: string, text: string | RegExp) => {
  await page.setViewportSize(SIZES[0])
  await page.goto(new URL(path, host.url).href)
  await expect(page.getByText(text).first(), path).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('button[aria-busy="true"], [role="status"][aria-busy="true"]'), path).toHaveCount(
    0,
    { timeout: 30_000 },
  )
  await page.evaluate(() => document.fonts.ready)
}

test('the screens of somebody new', async ({ board, host }) => {
  await host.client.settings.update({ motion: 'reduced' })
  await open(board, host, '/welcome', 'Choose')
  await shots(board, 'welcome')
  for (const [name, path, text] of [
    ['board-empty', '/', /project/i],
    ['inbox-empty', '/inbox', /Nothing/],
    ['batches-empty', '/batches', /batch/i],
    ['usage-empty', '/usage', 'Usage'],
  ] as const) {
    await open(board, host, path, text)
    await shots(board, name)
  }
})

test('the screens of somebody at work', async ({ board, host, repo }) => {
  test.setTimeout(240_000)
  const { client } = host
  await client.settings.update({ motion: 'reduced' })
  const { projectId, task } = await practiceProject(client, repo)
  await client.projects.update({ id: projectId, name: 'Counter' })
  const label = await client.labels.create({ name: 'api', color: 'yellow' })
  const asking = await task('Look outside', bash('cat /etc/hostname'), { text: 'Looked.' })
  await client.tasks.update({
    id: asking.id,
    labelIds: [label.id],
    priority: 'urgent',
    dueDate: '2020-01-01',
    estimate: 3,
  })
  const reviewed = await task('Write it down', write('notes.md', '# Notes\n\nOne.\n'), {
    text: '**Done.** The notes are in `notes.md`.',
  })
  const failing = await task('Break', { error: 401, message: 'Incorrect API key provided' })
  const waiting = await task('Wait for the first', { text: 'Done.' })
  await client.tasks.update({ id: waiting.id, priority: 'low', dependsOn: [asking.id] })
  const batched = await task('Look outside, too', bash('cat /etc/hostname'), { text: 'Looked.' })
  for (const { id } of [asking, reviewed, failing]) await client.tasks.execute({ id })
  const batch = await client.batches.create({ taskIds: [batched.id], mode: 'queue' })
  await host.when(async () => ((await client.requests.list()).items.length > 1 ? true : undefined))
  await host.when(async () =>
    (await client.tasks.get({ id: reviewed.id })).status === 'in_review' ? true : undefined,
  )
  await host.when(async () => {
    const { latestRunId } = await client.tasks.get({ id: failing.id })
    return (await client.runs.get({ id: latestRunId ?? '' })).status === 'failed' ? true : undefined
  })

  const view = await client.views.create({
    name: 'As a list',
    color: 'red',
    projectId,
    query: { layout: 'list' },
  })
  for (const [name, path, text] of [
    ['board', `/?project=${projectId}`, 'cat /etc/hostname'],
    ['list', `/?view=${view.id}`, 'Look outside'],
    ['inbox', '/inbox', 'cat /etc/hostname'],
    ['batch', `/batches/${batch.id}`, 'cat /etc/hostname'],
    ['task-asking', `/task/${asking.identifier}`, 'cat /etc/hostname'],
    ['task-failed', `/task/${failing.identifier}`, 'Incorrect API key provided'],
    ['task-reviewed', `/task/${reviewed.identifier}`, 'Write it down'],
    ['brainstorm', '/brainstorm', 'What shall be reached?'],
    ['settings-appearance', '/settings?section=appearance', 'Density'],
    ['settings-project', `/projects/${projectId}/settings#runs`, 'Setup command'],
  ] as const) {
    await open(board, host, path, text)
    await shots(board, name)
  }

  await open(board, host, `/task/${reviewed.identifier}`, 'Write it down')
  await board.getByRole('tab', { name: /^Run/ }).click()
  await expect(board.getByText('Committed').first()).toBeVisible()
  await shots(board, 'run')
  await board.getByRole('tab', { name: /^Changes/ }).click()
  await expect(board.getByText('# Notes').first()).toBeVisible()
  await shots(board, 'review')

  for (const [name, key] of [
    ['new-task', 'c'],
    ['palette', 'Control+k'],
    ['keys', '?'],
  ] as const) {
    await open(board, host, `/?project=${projectId}`, 'cat /etc/hostname')
    await board.keyboard.press(key)
    await expect(board.getByRole('dialog')).toBeVisible()
    await shots(board, name)
  }
})
