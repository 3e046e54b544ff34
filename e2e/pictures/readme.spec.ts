import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { TestHost } from '../support/host.ts'
import { expect, test } from '../ui/fixtures.ts'

// Draws the pictures of the README anew: npm run build && npm exec -c 'playwright test --project=pictures'
test.use({ viewport: { width: 1440, height: 900 } })
test.setTimeout(300_000)

const IMAGES = join(import.meta.dirname, '../../docs/images')

const picture = async (page: Page, name: string) => {
  await page.mouse.move(0, 0)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' })
}

/** Tasks around the sample's own, so that the board is one that somebody uses. */
const OTHERS = [
  { title: 'Publish the library to the registry', status: 'backlog', priority: 'low', labels: ['docs'] },
  {
    title: 'Round half to even when amounts are split',
    status: 'backlog',
    priority: 'medium',
    labels: ['bug'],
  },
  {
    title: 'Say the day of the week',
    status: 'todo',
    priority: 'low',
    labels: ['feature'],
    dueDate: '2027-01-15',
  },
  { title: 'Plural forms for counts', status: 'todo', priority: 'medium', labels: ['feature'], estimate: 3 },
  { title: 'Leave Node 18 behind', status: 'done', priority: 'none', labels: ['refactoring'] },
  { title: 'Amounts above a million lose their cents', status: 'done', priority: 'urgent', labels: ['bug'] },
] as const

async function furnish(host: TestHost): Promise<string> {
  const { client } = host
  const { id: projectId } = await client.projects.createSample()
  const labels = new Map((await client.labels.list()).items.map(({ name, id }) => [name, id]))
  for (const { labels: names, ...task } of OTHERS) {
    const labelIds = names.flatMap((name) => labels.get(name) ?? [])
    await client.tasks.create({ projectId, ...task, labelIds })
  }
  return projectId
}

const look = (host: TestHost, theme: 'light' | 'dark') => host.client.settings.update({ theme })

test('the pictures of the README', async ({ board, host }) => {
  const { client } = host
  const projectId = await furnish(host)
  const { items: tasks } = await client.tasks.list({ projectId })
  const named = (title: RegExp) => tasks.find((task) => title.test(task.title))
  const [greet, money, readme, share, farewell] = [/Greet/, /Negative/, /README/, /slugify/, /goodbye/].map(
    named,
  )
  if (!greet || !money || !readme || !share || !farewell) throw new Error('the sample has other tasks')
  const reviewed = async (id: string) => {
    const run = await client.tasks.execute({ id })
    await host.when(async () => ((await client.tasks.get({ id })).status === 'in_review' ? true : undefined))
    return run
  }
  const at = (path: string) => board.goto(new URL(path, host.url).href)

  await look(host, 'dark')
  await reviewed(greet.id)
  await client.tasks.execute({ id: farewell.id })
  await host.when(async () => ((await client.requests.list()).items.length > 0 ? true : undefined))
  await at(`/?project=${projectId}`)
  for (const { id } of [money, readme]) {
    const run = await client.tasks.execute({ id })
    await host.logItem(run.id, ({ kind }) => kind === 'tool')
  }
  await expect(board.getByText(money.title)).toBeVisible()
  await picture(board, 'board-dark')

  await look(host, 'light')
  await at(`/task/${farewell.identifier}`)
  await expect(board.getByRole('button', { name: /Send|Answer/ }).first()).toBeVisible()
  await picture(board, 'question-light')
  for (const { id } of [money, readme])
    await host.when(async () => ((await client.tasks.get({ id })).status === 'in_review' ? true : undefined))
  await at(`/task/${money.identifier}`)
  await board.getByRole('tab', { name: /^Run/ }).click()
  await expect(board.getByText('Committed').first()).toBeVisible()
  await picture(board, 'task-light')

  await look(host, 'dark')
  await at(`/task/${greet.identifier}`)
  await board.getByRole('tab', { name: /^Changes/ }).click()
  // A word by itself: the code has its colours.
  await expect(board.getByText('export', { exact: true }).first()).toBeVisible()
  await picture(board, 'review-dark')

  for (const { id } of [greet, money, readme]) {
    const { latestRunId } = await client.tasks.get({ id })
    await client.runs.discard({ id: latestRunId ?? '' })
    await client.tasks.update({ id, status: 'todo' })
  }
  const batch = await client.batches.create({
    taskIds: [greet.id, money.id, readme.id],
    mode: 'parallel',
  })
  await at(`/batches/${batch.id}`)
  await host.when(async () =>
    (await client.batches.get({ id: batch.id })).counts.merged > 0 ? true : undefined,
  )
  await picture(board, 'batch-dark')
})
