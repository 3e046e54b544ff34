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
  const list = board.getByRole('grid', { name: 'What waits for you' })
  const agents = list.getByRole('rowgroup', { name: 'Agents that wait' })
  await expect(agents.getByText(/^What about/)).toHaveText([
    'What about the First?',
    'What about the Second?',
  ])
  // Keys act at once: the first row has the focus.
  await expect(agents.getByRole('row').first()).toBeFocused()

  // J goes to the second, which is answered there; the first takes its place.
  await board.keyboard.press('j')
  const selected = list.getByRole('row', { selected: true })
  await expect(selected).toContainText('What about the Second?')
  await expect(selected).toBeFocused()
  const asked = board.getByRole('region', { name: 'Selected' }).locator('[data-request]')
  await expect(asked).toHaveAttribute('data-keys', 'on')
  await board.keyboard.press('2')
  await expect(agents.getByText('What about the Second?')).toHaveCount(0)
  await expect(selected).toContainText('What about the First?')
  await expect(selected).toBeFocused()

  await board.keyboard.press('t')
  await expect(board).toHaveURL(new RegExp(`/task/${identifiers[0]}$`))
  await board.goBack()
  await expect(asked).toHaveAttribute('data-keys', 'on')
  await board.keyboard.press('1')
  await expect(agents).toHaveCount(0)
  for (const id of runs) expect((await host.runWith(id, 'succeeded', 'failed')).status).toBe('succeeded')
  await expect(list.getByRole('rowgroup', { name: 'To review' }).getByRole('row')).toHaveCount(2)
  await expect(board.getByRole('link', { name: 'Inbox, 2 waiting' })).toBeVisible()
})

test('work and failures are seen to, put off, and taken back where they stand', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const good = await fixture.task('Greet', write('hello.txt', 'hello\n'), { text: 'It greets now.' })
  const bad = await fixture.task('Do nothing', { text: 'I did nothing.' })
  for (const { id } of [good, bad]) {
    const run = await host.client.tasks.execute({ id })
    await host.runWith(run.id, 'succeeded', 'failed')
  }
  await board.keyboard.press('g')
  await board.keyboard.press('i')
  const list = board.getByRole('grid', { name: 'What waits for you' })
  const work = list.getByRole('rowgroup', { name: 'To review' }).getByRole('row', { name: /Greet/ })
  const failure = list.getByRole('rowgroup', { name: 'Failed' }).getByRole('row', { name: /Do nothing/ })
  const selected = board.getByRole('region', { name: 'Selected' })
  await expect(work).toBeFocused()
  await expect(failure).toContainText('Nothing was changed')
  await expect(selected).toContainText('It greets now.')
  await board.keyboard.press('v')
  await expect(selected.getByRole('region', { name: 'Changes' })).toContainText('hello.txt')

  // Seen to, taken back with the keys of every undo, and put off.
  await board.keyboard.press('d')
  await expect(work).toHaveCount(0)
  await expect(failure).toBeFocused()
  await expect(board).toHaveTitle('(1) OpenLinear')
  await board.keyboard.press('Control+Z')
  await expect(work).toBeVisible()
  await board.keyboard.press('k')
  // At once: the list opens although the row has not the focus yet, and keeps it.
  await board.keyboard.press('h')
  await board.getByRole('combobox', { name: 'Snooze until' }).fill('tomorrow')
  await board.keyboard.press('Enter')
  await expect(failure).toBeFocused()
  await expect(work).toHaveCount(0)
  await expect(board).toHaveTitle('(1) OpenLinear')
  await expect.poll(async () => (await host.client.inbox.marks()).items).toHaveLength(1)

  // It sleeps in a list of its own, and comes back from there.
  await board.getByRole('tab', { name: 'Snoozed' }).click()
  await expect(selected).toContainText('Snoozed until tomorrow')
  await board.getByRole('row', { name: /Greet/ }).click()
  await board.keyboard.press('h')
  await expect(board.getByText('Nothing is snoozed')).toBeVisible()
  await board.getByRole('tab', { name: 'Waiting' }).click()

  // The work is merged there, and the failure is tried again.
  await work.click()
  await board.keyboard.press('m')
  await expect(board.getByRole('dialog', { name: `Merge ${good.identifier} into main` })).toBeVisible()
  await expect(board.getByRole('button', { name: 'Merge and move my checkout' })).toBeEnabled()
  await board.keyboard.press('Control+Enter')
  await expect(failure).toBeFocused()
  await expect(work).toHaveCount(0)
  await expect(selected.getByRole('button', { name: 'Open the log' })).toBeVisible()
  const { latestRunId } = await host.client.tasks.get({ id: bad.id })
  await board.keyboard.press('e')
  await expect
    .poll(async () => (await host.client.tasks.get({ id: bad.id })).latestRunId)
    .not.toBe(latestRunId)
  const again = (await host.client.tasks.get({ id: bad.id })).latestRunId ?? ''
  await host.runWith(again, 'failed')
  await expect(failure).toBeVisible()
  await failure.click()
  await board.keyboard.press('d')
  await expect(board.getByText('Nothing waits for you')).toBeVisible()
  await board.getByRole('tab', { name: 'Done' }).click()
  await expect(board.getByRole('row', { name: /Do nothing/ })).toBeVisible()
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
  const { items } = await host.client.requests.list()
  // What is put off is told again when it comes back.
  const snoozedUntil = new Date(Date.now() + 2000).toISOString()
  await host.client.inbox.mark({ id: `request:${items[0]?.id ?? ''}`, snoozedUntil })
  await expect(board).toHaveTitle('OpenLinear')
  await expect
    .poll(told)
    .toEqual([`${task.identifier} waits for you: Hello?`, `${task.identifier} waits for you: Hello?`])
  await host.client.settings.update({ notifyReview: false })
  await host.client.requests.answer({ id: items[0]?.id ?? '', answers: [['Yes']] })
  await host.runWith(id, 'succeeded')
  await expect(board.getByRole('link', { name: 'Inbox, 1 waiting' })).toBeVisible()
  expect(await told()).toHaveLength(2)
})
