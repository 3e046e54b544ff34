import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TestHost } from '../support/host.ts'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'
import { expectEmpty } from './written.ts'

test.describe.configure({ mode: 'parallel' })

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
  // Nobody knows what goes on: nothing claims to.
  await expect(page.getByRole('link', { name: /^OpenCode .*unknown$/ })).toBeVisible()
  await expect(page.locator('[data-silent] .ring-spin').first()).toHaveCSS('animation-play-state', 'paused')
  const box = page.getByRole('region', { name: /^(Talk to the agent|Send back)$/ })
  await page.getByRole('textbox', { name: 'Message to the agent' }).fill('Are you there?')
  await page.keyboard.press('Enter')
  await expect(box.getByRole('alert')).toContainText('cannot be reached')
  const second = await TestHost.start(dataFolder, { OPENLINEAR_TEST_PORT: new URL(first.url).port })
  try {
    const toast = page
      .locator('[data-sonner-toast]')
      .filter({ hasText: `${task.identifier} went on where it was` })
    await expect(toast).toBeVisible({ timeout: 60_000 })
    await expect(box.getByRole('alert')).toHaveCount(0)
    // It covers nothing to press, and leads nowhere: this is the task.
    await expect(toast.getByRole('button')).toHaveCount(0)
    const gap = async () => {
      const [above, under] = [await toast.boundingBox(), await box.boundingBox()]
      return above === null || under === null ? -1 : under.y - above.y - above.height
    }
    await expect.poll(gap).toBeGreaterThan(0)
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
  await expect(board.getByRole('link', { name: /^Fixture/ })).toBeVisible()
  await board.keyboard.press('c')
  await board.getByRole('dialog').getByRole('textbox').first().fill('Seen everywhere')
  await board.keyboard.press('Control+Enter')
  await expect(other.getByText('Seen everywhere')).toBeVisible()
})

test('the agent is steered: messages wait for its turn, are taken back, and interrupt it', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task(
    'Steer me',
    { text: 'I begin.' },
    bash('until [ -e gate ]; do sleep 0.1; done'),
    write('a.txt', 'a\n'),
    { text: 'My turn is over.' },
    {
      onFix: [
        { text: 'I have heard it.' },
        bash('until [ -e second ]; do sleep 0.1; done'),
        { text: 'Late.' },
      ],
    },
    { onFix: [write('b.txt', 'b\n'), { text: 'At once, then.' }] },
  )
  const { id } = await host.client.tasks.execute({ id: task.id })
  await host.logItem(id, (item) => item.kind === 'tool' && item.state === 'running')
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  const log = board.getByRole('list', { name: 'Log of run 1' })
  const field = board.getByRole('textbox', { name: 'Message to the agent' })
  const queued = board.getByRole('list', { name: 'Messages the agent has not heard yet' })
  await expect(field).toBeVisible()
  await board.keyboard.press('/')
  await expect(field).toBeFocused()
  await board.keyboard.type('Use the fake clock')
  await board.keyboard.press('Enter')
  await expect(queued.getByText('Use the fake clock')).toBeVisible()
  await expectEmpty(field)
  await field.fill('Never mind')
  await board.keyboard.press('Enter')
  await queued.getByRole('button', { name: 'Take back “Never mind”' }).click()
  await expect(queued.getByText('Never mind')).toHaveCount(0)
  // Its words come back, to be said another way.
  await expect(field).toHaveText('Never mind')
  await expect(field).toBeFocused()
  await field.fill('')
  // Earlier words come back into the empty field, and go again.
  await field.press('ArrowUp')
  await expect(field).toHaveText('Use the fake clock')
  await field.press('ArrowDown')
  await expectEmpty(field)

  const { worktreePath } = await host.client.runs.get({ id })
  await writeFile(join(worktreePath ?? '', 'gate'), '')
  await expect(log.getByText('I have heard it.')).toBeVisible({ timeout: 60_000 })
  await expect(log.getByText('You said')).toBeVisible()
  await expect(queued).toHaveCount(0)

  await host.logItem(
    id,
    (item) =>
      item.kind === 'tool' && item.state === 'running' && JSON.stringify(item.input).includes('second'),
  )
  await field.fill('Stop that')
  await board.keyboard.press('Control+Enter')
  await expect(log.getByText('At once, then.')).toBeVisible({ timeout: 60_000 })
  await expect(board.getByRole('button', { name: 'Status: In review' })).toBeVisible({ timeout: 60_000 })
})

test('a run is paused and continued with words', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task(
    'Pause me',
    { text: 'I begin.' },
    bash('until [ -e gate ]; do sleep 0.1; done'),
    { text: 'Never said.' },
    { onFix: [write('a.txt', 'a\n'), { text: 'I went on.' }] },
  )
  const { id } = await host.client.tasks.execute({ id: task.id })
  await host.logItem(id, (item) => item.kind === 'tool' && item.state === 'running')
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  await board.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(board.getByRole('region', { name: 'Paused: Paused.' })).toBeVisible({ timeout: 60_000 })
  expect((await host.client.runs.get({ id })).status).toBe('waiting')
  const field = board.getByRole('textbox', { name: 'Message to the agent' })
  await field.fill('Skip the waiting')
  await board.keyboard.press('Enter')
  await expect(board.getByRole('button', { name: 'Status: In review' })).toBeVisible({ timeout: 60_000 })
  const { items } = await host.client.runs.messages({ id })
  expect(items.map(({ text, state }) => [text, state])).toEqual([['Skip the waiting', 'sent']])
})

test('a plan is read, then carried out by an agent that may edit', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task(
    'Plan first',
    { text: 'The plan: write a file.' },
    { onFix: [write('a.txt', 'a\n'), { text: 'Carried out.' }] },
  )
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  await board.getByRole('button', { name: 'Agent: build' }).click()
  await board.getByRole('option', { name: /^plan/ }).click()
  await expect(board.getByRole('button', { name: 'Agent: plan' })).toBeVisible()
  await board.getByRole('button', { name: 'Execute' }).click()
  await expect(board.getByText('The plan: write a file.')).toBeVisible({ timeout: 60_000 })
  await board.getByRole('button', { name: 'Carry out the plan' }).click({ timeout: 60_000 })
  await expect(board.getByRole('button', { name: 'Merge', exact: true })).toBeVisible({ timeout: 60_000 })
  const [run] = (await host.client.tasks.runs({ id: task.id })).items.filter(({ attempt }) => attempt === 2)
  expect(run).toMatchObject({ agent: 'build', status: 'succeeded' })
})

test('what the agent never heard is shown as not said, and can be removed', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Cancel me', bash('until [ -e gate ]; do sleep 0.1; done'), {
    text: 'Never said.',
  })
  const { id } = await host.client.tasks.execute({ id: task.id })
  await host.logItem(id, (item) => item.kind === 'tool' && item.state === 'running')
  await host.client.runs.message({ id, text: 'Use the fake clock', interrupt: false })
  await host.client.tasks.cancel({ id: task.id })
  await host.runWith(id, 'cancelled')
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  await board.getByRole('tab', { name: 'Run 1' }).click()
  const unsaid = board.getByRole('region', { name: 'Messages the agent never heard' })
  await expect(unsaid.getByText('Use the fake clock')).toBeVisible()
  await expect(unsaid.getByRole('button', { name: 'Copy “Use the fake clock”' })).toBeVisible()
  await unsaid.getByRole('button', { name: 'Remove “Use the fake clock”' }).click()
  await expect(unsaid).toHaveCount(0)
  await expect.poll(async () => (await host.client.runs.messages({ id })).items).toEqual([])
})

test('a new task names its model and agent', async ({ board, host, repo }) => {
  test.slow()
  await practiceProject(host.client, repo)
  await expect(board.getByRole('link', { name: /Fixture/ }).first()).toBeVisible()
  await board.keyboard.press('c')
  const dialog = board.getByRole('dialog', { name: 'New task' })
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Plan it')
  await dialog.getByRole('button', { name: 'Model: practice/scripted' }).click()
  await board.getByPlaceholder('Find a model').fill('local-tiny/coder')
  // The models are known, and it is none of them: Enter takes it only from its own row.
  const unlisted = board.getByRole('option', { name: 'Use “local-tiny/coder” though it is not listed' })
  await expect(unlisted).toBeVisible({ timeout: 60_000 })
  await board.keyboard.press('Enter')
  await expect(unlisted).toBeVisible()
  await board.keyboard.press('ArrowDown')
  await board.keyboard.press('Enter')
  await expect(unlisted).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Agent: build' }).click()
  await board.getByRole('option', { name: /^plan/ }).click()
  await expect(dialog.getByRole('button', { name: 'Agent: plan' })).toBeVisible()
  // A list that closes leaves the focus with nobody for a moment: the key counts all the same.
  await board.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await board.keyboard.press('Control+Enter')
  await expect(dialog).toHaveCount(0)
  const [task] = (await host.client.tasks.list({ q: 'Plan it' })).items
  expect(task).toMatchObject({ model: 'local-tiny/coder', agent: 'plan', variant: null })
})
