import { TestHost } from '../support/host.ts'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test('a run goes on over kill -9, and the open page comes back by itself', async ({
  page,
  dataFolder,
  repo,
}) => {
  test.slow()
  const first = await TestHost.start(dataFolder)
  const fixture = await practiceProject(first.client, repo)
  const task = await fixture.task(
    'Survive the crash',
    { text: 'I begin.' },
    bash('sleep 30'),
    write('done.txt', 'done\n'),
    { text: 'I am done.' },
  )
  await page.goto(first.address)
  await page.getByText('Survive the crash').click()
  await page.getByRole('button', { name: 'Execute' }).click()
  const log = page.getByRole('list', { name: 'Log of run 1' })
  await expect(log.getByText('I begin.')).toBeVisible({ timeout: 60_000 })
  await expect(log.getByText('sleep 30')).toBeVisible({ timeout: 30_000 })

  await first.kill()
  await expect(page.getByText(/offline/i).first()).toBeVisible()
  const second = await TestHost.start(dataFolder, { OPENLINEAR_TEST_PORT: new URL(first.url).port })
  try {
    await expect(page.getByRole('button', { name: 'Status: In review' })).toBeVisible({ timeout: 60_000 })
    await page.getByRole('tab', { name: /^Run/ }).click()
    await expect(log.getByText('I am done.')).toBeVisible()
    const runs = await second.client.tasks.runs({ id: task.id })
    expect(runs.items).toHaveLength(1)
  } finally {
    await second.stop()
  }
})

test('a failed run says why on the card and can be retried', async ({ board, host, repo }) => {
  const fixture = await practiceProject(host.client, repo)
  await fixture.task('Change nothing', { text: 'There is nothing to do here.' })
  const card = board.getByRole('listitem').filter({ hasText: 'Change nothing' })
  await card.hover()
  await card.getByRole('button', { name: /Execute/ }).click()
  await expect(card.getByText(/without changing/i)).toBeVisible({ timeout: 60_000 })
  await card.getByText('Change nothing').click()
  await board.getByRole('button', { name: 'Retry' }).first().click()
  await expect(board.getByRole('tab', { name: 'Run 2' })).toBeVisible()
})

test('a second page sees what the first one does', async ({ board, host, repo, context }) => {
  const fixture = await practiceProject(host.client, repo)
  const other = await context.newPage()
  await other.goto(`${host.url}?project=${fixture.projectId}#token=${host.token}`)
  await expect(
    other.getByRole('heading', { name: 'Board' }).or(other.getByText('Board')).first(),
  ).toBeVisible()
  await board.keyboard.press('c')
  await board.getByRole('dialog').getByRole('textbox').first().fill('Seen everywhere')
  await board.keyboard.press('Control+Enter')
  await expect(other.getByText('Seen everywhere')).toBeVisible()
})
