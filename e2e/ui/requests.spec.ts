import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { git } from '../support/repository.ts'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

const PUSH = 'git push origin main'
const question = (text: string, ...options: string[]) => ({ question: { text, header: 'Store', options } })
const cardOf = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title })
/** The keys on the request's buttons act: it has stood there long enough to have been seen. */
const keysAct = (request: Locator) => expect(request).toHaveAttribute('data-keys', 'on')

test('a question is answered on the card, and the agent goes on with the answer', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task(
    'Choose a store',
    question('Which database shall it be?', 'SQLite', 'Postgres'),
    write('store.txt', '{{answer|none}}\n'),
    { text: 'Chosen.' },
  )
  const { id } = await host.client.tasks.execute({ id: task.id })
  const card = cardOf(board, 'Choose a store')
  await expect(card.getByText('Which database shall it be?')).toBeVisible({ timeout: 60_000 })
  await expect(board.getByRole('link', { name: 'Inbox, 1 waiting' })).toBeVisible()
  await expect(board.getByText('1 waits for you')).toBeVisible()
  await expect(board).toHaveTitle('(1) OpenLinear')
  // Asked a moment before the run gives its slot back.
  await host.runWith(id, 'waiting')

  await card.getByRole('button', { name: 'Postgres' }).click()
  await expect(card.getByText('Ready for review')).toBeVisible({ timeout: 60_000 })
  await expect(card.getByText('Which database shall it be?')).toHaveCount(0)
  await expect(board).toHaveTitle('(1) OpenLinear')
  const run = await host.client.runs.get({ id })
  expect(await git(repo, 'show', `${run.branch}:store.txt`)).toBe('Postgres')
})

test('a permission is given with Enter in the task, and the log tells of it', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Push it', bash(PUSH), write('a.txt', 'a\n'), { text: 'Pushed.' })
  await host.client.tasks.execute({ id: task.id })
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  const request = board.getByRole('region', { name: 'Permission: Wants to run' })
  await expect(request.getByText(PUSH)).toBeVisible({ timeout: 60_000 })
  await expect(request.getByText('git push *')).toBeVisible()
  await keysAct(request)
  await board.keyboard.press('Enter')
  await expect(request).toHaveCount(0)
  const log = board.getByRole('list', { name: 'Log of run 1' })
  await expect(log.getByText(/you said/)).toBeVisible({ timeout: 60_000 })
  await expect(board.getByRole('button', { name: 'Status: In review' })).toBeVisible({ timeout: 60_000 })
})

test('a permission given for good is kept with its pattern', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Push twice', bash(PUSH), bash(PUSH), write('a.txt', 'a\n'), {
    text: 'Pushed.',
  })
  const { id } = await host.client.tasks.execute({ id: task.id })
  const card = cardOf(board, 'Push twice')
  await card.getByRole('button', { name: 'Always' }).click({ timeout: 60_000 })
  expect((await host.runWith(id, 'succeeded', 'waiting')).status).toBe('succeeded')
  const { items } = await host.client.projects.grants({ id: fixture.projectId })
  expect(items.map(({ permission, pattern }) => `${permission} ${pattern}`)).toEqual(['bash git push *'])
})

test('a rejection with a message reaches the agent, which goes on', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Do not push', bash(PUSH), write('a.txt', 'a\n'), {
    text: 'I did not push.',
  })
  const { id } = await host.client.tasks.execute({ id: task.id })
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  const request = board.getByRole('region', { name: 'Permission: Wants to run' })
  await expect(request).toBeVisible({ timeout: 60_000 })
  await keysAct(request)
  await board.keyboard.press('m')
  await expect(request.getByRole('textbox')).toBeFocused()
  // Keys that mean something elsewhere are words here.
  await board.keyboard.type('Leave a branch; I push it.')
  await board.keyboard.press('Enter')
  await expect(board.getByRole('button', { name: 'Status: In review' })).toBeVisible({ timeout: 60_000 })
  const { items } = await host.client.runs.logs({ id, limit: 5000 })
  const refused = items.find((item) => item.kind === 'tool' && item.tool === 'bash' && item.state === 'error')
  expect(JSON.stringify(refused)).toContain('Leave a branch; I push it.')
})

test('an answer that finds no free slot is next in line', async ({ board, host, repo }) => {
  test.slow()
  await host.client.settings.update({ parallelLimit: 1 })
  const fixture = await practiceProject(host.client, repo)
  const asking = await fixture.task('Ask first', question('Go on?', 'Yes', 'No'), write('a.txt', 'a\n'), {
    text: 'Done.',
  })
  const busy = await fixture.task('Hold the slot', bash('until [ -e gate ]; do sleep 0.1; done'), {
    text: 'Done.',
  })
  const first = await host.client.tasks.execute({ id: asking.id })
  await host.runWith(first.id, 'waiting')
  const second = await host.client.tasks.execute({ id: busy.id })
  await host.logItem(second.id, (item) => item.kind === 'tool' && item.state === 'running')

  const card = cardOf(board, 'Ask first')
  await card.getByRole('button', { name: 'Yes' }).click()
  await expect(card.getByText('Answered, next in line')).toBeVisible()
  await expect(card.getByText('Go on?')).toHaveCount(0)
  await board.getByRole('link', { name: 'Inbox' }).click()
  await expect(board.getByRole('region', { name: 'Answered: Store' }).getByText('Yes')).toBeVisible()
  // It is held, not asked for: nothing waits for the user.
  await expect(board).toHaveTitle('OpenLinear')

  const { worktreePath } = await host.client.runs.get({ id: second.id })
  await writeFile(join(worktreePath ?? '', 'gate'), '')
  await host.runWith(first.id, 'succeeded')
  await expect(board.getByRole('region', { name: 'Answered: Store' })).toHaveCount(0)
  await expect(board.getByRole('row', { name: /Ask first/ })).toContainText('1 file changed')
})

test('what an agent says is text, whatever it says', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task(
    'Hostile words',
    question('<img src=x onerror="document.title=1"> **Really?** [x](javascript:alert(1))', 'a\u202Eb', 'No'),
    write('a.txt', 'a\n'),
  )
  await host.client.tasks.execute({ id: task.id })
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  const request = board.getByRole('region', { name: 'Question: Store' })
  await expect(request.getByText('Really?')).toBeVisible({ timeout: 60_000 })
  await expect(request.getByText('a⟨U+202E⟩b')).toBeVisible()
  await expect(request.locator('img, a[href^="javascript"]')).toHaveCount(0)
})

test('Execute asks for trust in agent files, again when they change, then runs', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const commit = async (content: string) => {
    await writeFile(join(repo, 'opencode.json'), content)
    await git(repo, 'add', '-A')
    await git(repo, 'commit', '-qm', 'Agent settings')
  }
  await commit('{ "instructions": ["FIRST.md"] }\n')
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task('Trust me', write('a.txt', 'a\n'), { text: 'Done.' })
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  await board.getByRole('button', { name: 'Execute' }).click()
  const dialog = board.getByRole('dialog')
  await expect(dialog.getByText('FIRST.md')).toBeVisible()
  await expect(dialog.getByText(/can start programs/)).toBeVisible()

  await commit('{ "instructions": ["SECOND.md"] }\n')
  await dialog.getByRole('button', { name: 'Trust this content and run' }).click()
  await expect(dialog.getByText(/have changed since you read them/)).toBeVisible()
  await expect(dialog.getByText('SECOND.md')).toBeVisible()
  expect((await host.client.tasks.runs({ id: task.id })).items).toHaveLength(0)

  await dialog.getByRole('button', { name: 'Trust this content and run' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(board.getByRole('button', { name: 'Status: In review' })).toBeVisible({ timeout: 60_000 })
})

test('several requests of one task: one is open, the others are a line each, and the focus stays with them', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task(
    'Ask a lot',
    { parallel: [bash(PUSH), bash('cat /etc/hostname'), question('Go on meanwhile?', 'Yes', 'No')] },
    write('a.txt', 'a\n'),
    { text: 'Done.' },
  )
  const { id } = await host.client.tasks.execute({ id: task.id })
  await expect(cardOf(board, 'Ask a lot').getByRole('button', { name: 'and 2 more' })).toBeVisible({
    timeout: 60_000,
  })
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  const group = board.getByRole('group', { name: 'The run waits for you' })
  const shown = group.locator('[data-request][tabindex]')
  const lines = group.locator('> button')
  await expect(shown).toHaveCount(1)
  await expect(lines).toHaveCount(2)
  const name = await shown.getAttribute('aria-label')
  await lines.last().focus()
  await board.keyboard.press('Enter')
  await expect(shown).not.toHaveAttribute('aria-label', name ?? '')
  for (const left of [2, 1, 0]) {
    // What comes in the place of what was answered has the focus: nobody has to look for it.
    await expect(shown).toBeFocused()
    await expect(lines).toHaveCount(left)
    await keysAct(shown)
    const isQuestion = (await shown.getAttribute('aria-label'))?.startsWith('Question') === true
    await board.keyboard.press(isQuestion ? '2' : 'Enter')
    if (left === 0) break
    await expect(lines).toHaveCount(left - 1)
    // Pressed on by hands that have not seen what came up: it answers nothing.
    await board.keyboard.press('Enter')
    await keysAct(shown)
    await expect(lines).toHaveCount(left - 1)
  }
  await expect(shown).toHaveCount(0)
  await host.runWith(id, 'succeeded')
})

test('agent files that an agent wrote are read and trusted before the run goes on', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo, { checkCommand: 'test -f ok.txt' })
  const far = `${'x'.repeat(3000)}far`
  const task = await fixture.task(
    'Write a plugin',
    write('.opencode/plugin/x.js', `export const X = async () => ({}) // ${far}\n`),
    { text: 'Done.' },
    { onFix: [write('ok.txt', 'ok\n'), { text: 'Mended.' }] },
  )
  const { id } = await host.client.tasks.execute({ id: task.id })
  const card = cardOf(board, 'Write a plugin')
  await expect(card.getByText(/obey \.opencode\/plugin\/x\.js/)).toBeVisible({ timeout: 60_000 })
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  const request = board.getByRole('region', { name: /^Trust: / })
  await keysAct(request)
  await board.keyboard.press('Enter')
  const dialog = board.getByRole('dialog', { name: 'Trust these files?' })
  // To the last letter, however far to the right it stands.
  await expect(dialog.getByText(far)).toBeVisible()
  await board.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  expect((await host.client.runs.get({ id })).status).toBe('waiting')

  await keysAct(request)
  await board.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Trust this content and go on' }).click()
  await expect(request).toHaveCount(0)
  await expect(board.getByRole('button', { name: 'Status: In review' })).toBeVisible({ timeout: 60_000 })
})
