import { practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

const question = (text: string, ...options: string[]) => ({ question: { text, header: 'Store', options } })

test('the inbox is worked through with the keyboard', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const runs: string[] = []
  const identifiers: string[] = []
  for (const title of ['First', 'Second']) {
    const task = await fixture.task(
      title,
      question(`What about the ${title}?`, 'Keep', 'Drop'),
      write(`${title}.txt`, '{{answer|none}}\n'),
      { text: 'Done.' },
    )
    const { id } = await host.client.tasks.execute({ id: task.id })
    await host.runWith(id, 'waiting')
    runs.push(id)
    identifiers.push(task.identifier)
  }
  await board.keyboard.press('g')
  await board.keyboard.press('i')
  await expect(board.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible()
  const list = board.getByRole('list', { name: 'Requests, oldest first' })
  await expect(list.getByText(/^What about/)).toHaveText(['What about the First?', 'What about the Second?'])

  // J goes to the second, which is answered there; the first takes its place.
  await board.keyboard.press('j')
  const selected = list.locator('[aria-current="true"]')
  await expect(selected.getByText('What about the Second?')).toBeVisible()
  await expect(selected.locator('[data-request]')).toHaveAttribute('data-keys', 'on')
  await board.keyboard.press('2')
  await expect(list.getByText('What about the Second?')).toHaveCount(0)
  await expect(selected.getByText('What about the First?')).toBeVisible()

  await board.keyboard.press('t')
  await expect(board).toHaveURL(new RegExp(`/task/${identifiers[0]}$`))
  await board.goBack()
  await expect(selected.locator('[data-request]')).toHaveAttribute('data-keys', 'on')
  await board.keyboard.press('1')
  await expect(board.getByText('Nothing waits for you')).toBeVisible()
  for (const id of runs) expect((await host.runWith(id, 'succeeded', 'failed')).status).toBe('succeeded')
})

test('a request for a task out of sight is told, and a press opens it', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Elsewhere', question('Are you there?', 'Yes', 'No'))
  await board.getByRole('link', { name: 'Settings', exact: true }).click()
  await host.client.tasks.execute({ id: task.id })
  const told = board.getByRole('listitem').filter({ hasText: `${task.identifier} waits for you` })
  await expect(told).toContainText('Are you there?', { timeout: 60_000 })
  await told.getByRole('button', { name: 'Open' }).click()
  await expect(board).toHaveURL(new RegExp(`/task/${task.identifier}$`))
  await expect(board.getByRole('region', { name: 'Question: Store' })).toBeVisible()
})

test('a browser that may notify does so while nobody looks', async ({ board, host, repo, context }) => {
  test.slow()
  await context.grantPermissions(['notifications'], { origin: new URL(host.url).origin })
  await board.addInitScript(() => {
    const told: string[] = []
    // What the browser would show outside of the page is out of a test's reach.
    class Told extends EventTarget {
      static readonly permission = 'granted'
      static requestPermission = () => Promise.resolve('granted')
      constructor(title: string, { body }: { body: string }) {
        super()
        told.push(`${title}: ${body}`)
      }
    }
    Object.assign(window, { Notification: Told, told })
    document.hasFocus = () => false
  })
  await board.reload()
  await expect(board.getByRole('link', { name: 'Inbox' })).toBeVisible()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Far away', question('Hello?', 'Yes', 'No'), write('a.txt', 'a\n'))
  const { id } = await host.client.tasks.execute({ id: task.id })
  const told = () => board.evaluate(() => (window as unknown as { told: string[] }).told)
  await expect.poll(told, { timeout: 60_000 }).toEqual([`${task.identifier} waits for you: Hello?`])
  await host.client.settings.update({ notifyFinished: false })
  const { items } = await host.client.requests.list()
  await host.client.requests.answer({ id: items[0]?.id ?? '', answers: [['Yes']] })
  await host.runWith(id, 'succeeded')
  await expect(board.getByRole('link', { name: 'Inbox', exact: true })).toBeVisible()
  expect(await told()).toHaveLength(1)
})
