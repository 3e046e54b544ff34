import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'
import { expectEmpty } from './written.ts'

test('words to the agent name files, go to whom one chooses, and are kept until they are said', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  await writeFile(join(repo, 'My notes.md'), 'x\n')
  const fixture = await practiceProject(host.client, repo)
  const task = await fixture.task(
    'Steer me',
    { text: 'I begin.' },
    bash('until [ -e gate ]; do sleep 0.1; done'),
    write('src/deep/made.ts', 'made\n'),
    { text: 'My turn is over.' },
    { onFix: [{ text: 'I have read it.' }] },
    { onFix: [{ text: 'Once more.' }] },
  )
  const { id } = await host.client.tasks.execute({ id: task.id })
  await host.logItem(id, (item) => item.kind === 'tool' && item.state === 'running')
  const { worktreePath } = await host.client.runs.get({ id })
  await writeFile(join(worktreePath ?? '', 'new file.txt'), 'x\n')
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  const steering = board.getByRole('region', { name: 'Talk to the agent' })
  const field = steering.getByRole('textbox', { name: 'Message to the agent' })
  await expectEmpty(field)

  // Words that look like a command are said, and one is told so.
  await board.keyboard.press('/')
  await expect(field).toBeFocused()
  await board.keyboard.type('/compact')
  await expect(steering.getByRole('status')).toContainText('“/compact” as words')
  await field.fill('')

  // Files of the worktree, by the keyboard.
  await board.keyboard.type('Read @newfi')
  const offered = board.getByRole('option', { name: /new file\.txt/ })
  await expect(offered).toBeVisible()
  // Enter comes before the answer to the last letter; it means that answer, and is no end of the message.
  const found = Promise.withResolvers<void>()
  await board.route(/runs\/.*files|runs\.files/, async (route) => {
    await found.promise
    await route.continue()
  })
  const asked = board.waitForRequest(/runs\/.*files|runs\.files/)
  await board.keyboard.type('l')
  await asked
  await board.keyboard.press('Enter')
  await board.keyboard.type('now')
  found.resolve()
  await expect(field).toHaveText('Read @"new file.txt" now')
  for (const _ of 'now') await board.keyboard.press('Backspace')
  await expect(field).toHaveText('Read @"new file.txt" ')
  const chooser = board.waitForEvent('filechooser')
  await steering.getByRole('button', { name: 'Attach files' }).click()
  await (await chooser).setFiles({ name: 'hint.txt', mimeType: 'text/plain', buffer: Buffer.from('A hint.') })
  await expect(field).toContainText('hint.txt')
  await steering.getByRole('button', { name: 'From here on: agent build' }).click()
  await board.getByRole('option', { name: /^plan/ }).click()

  // What is not said yet is there again, with whom it is for.
  await board.reload()
  await expect(field).toContainText('Read @"new file.txt"')
  await expect(steering.getByRole('button', { name: 'From here on: agent plan' })).toBeVisible()
  await field.press('Enter')
  await expectEmpty(field)
  const queued = board.getByRole('list', { name: 'Messages the agent has not heard yet' })
  await expect(queued.getByText('to plan')).toBeVisible()
  const [said] = (await host.client.runs.messages({ id })).items
  expect(said).toMatchObject({ state: 'queued', agent: 'plan', model: null })
  expect(said?.text).toMatch(/^Read @"new file\.txt" ?\[hint\.txt\]\(attachment:/)
  // Who comes next is who was chosen last.
  await expect(steering.getByRole('button', { name: 'From here on: agent plan' })).toBeVisible()

  // Said while a file is on its way, it is said once that is there.
  const onItsWay = Promise.withResolvers<void>()
  await board.route(/\/api\/attachments\?/, async (route) => {
    await onItsWay.promise
    await route.continue()
  })
  await field.click()
  await board.keyboard.type('And this: ')
  const another = board.waitForEvent('filechooser')
  await steering.getByRole('button', { name: 'Attach files' }).click()
  await (await another).setFiles({
    name: 'more.txt',
    mimeType: 'text/plain',
    buffer: Buffer.alloc(200_000, 'm'),
  })
  await expect(field).toContainText(/Attaching more\.txt…\s*\d+%/)
  await field.press('Enter')
  await expect(steering.getByText('It is sent as soon as the files are there.')).toBeVisible()
  await expect(queued.getByRole('listitem')).toHaveCount(1)
  onItsWay.resolve()
  await expect(queued.getByText(/^And this: .*more\.txt/)).toBeVisible()
  await expectEmpty(field)
  await expect(steering.getByText('It is sent as soon as the files are there.')).toHaveCount(0)
  await queued.getByRole('button', { name: /^Take back “And this/ }).click()
  await expect(field).toContainText('And this')
  await field.fill('')

  await writeFile(join(worktreePath ?? '', 'gate'), '')
  const log = board.getByRole('list', { name: 'Log of run 1' })
  await expect(log.getByText('I have read it.')).toBeVisible({ timeout: 60_000 })
  await expect(log.getByText(/From here on: plan on practice\/scripted/)).toBeVisible()
  expect(await host.client.runs.get({ id })).toMatchObject({ agent: 'plan' })

  // Sent back: earlier words by ↑, the prompt as it will be told, and who is told.
  await host.runWith(id, 'succeeded')
  await board.getByRole('button', { name: 'Send back', exact: true }).click()
  const dialog = board.getByRole('dialog', { name: `Send ${task.identifier} back` })
  const comments = dialog.getByRole('textbox', { name: 'Comments' })
  await expect(comments).toBeFocused()
  await board.keyboard.type('half a thought')
  await board.keyboard.press('ArrowUp')
  await expect(comments).toContainText('hint.txt')
  await board.keyboard.press('ArrowDown')
  await expect(comments).toHaveText('half a thought')
  await board.keyboard.type(' about @no/such.ts')
  await dialog.getByRole('button', { name: 'From here on: agent plan' }).click()
  await board.getByRole('option', { name: /^build/ }).click()
  await dialog.getByRole('button', { name: 'Show the prompt' }).click()
  await expect(dialog.getByRole('region', { name: 'The prompt' })).toContainText(
    'half a thought about @no/such.ts',
  )
  await expect(dialog.getByRole('region', { name: 'The prompt' })).toContainText('The work was reviewed')
  await expect(dialog.getByRole('group', { name: 'Goes to' })).toContainText('build')
  await expect(dialog.getByText('no/such.ts, which is not there')).toBeVisible()
  await board.keyboard.press('Control+Enter')
  await expect(dialog).toHaveCount(0)
  const [back] = (await host.client.tasks.runs({ id: task.id })).items
  expect(back).toMatchObject({ attempt: 2, agent: 'build' })
  await host.runWith(back?.id ?? '', 'succeeded')

  // A draft goes with its task.
  const field2 = board.getByRole('textbox', { name: 'Comments to send back with' })
  await field2.fill('never said')
  const kept = () => board.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('.draft.')))
  await expect.poll(kept).toHaveLength(1)
  await host.client.tasks.remove({ id: task.id })
  await expect.poll(kept).toEqual([])
})

test('a list of models stays within its dialog in a narrow window', async ({ board, host, repo }) => {
  await practiceProject(host.client, repo)
  await board.setViewportSize({ width: 1024, height: 700 })
  await expect(board.getByRole('link', { name: /^Fixture/ })).toBeVisible()
  await board.keyboard.press('c')
  const dialog = board.getByRole('dialog').first()
  await dialog.getByRole('button', { name: /^Model: / }).click()
  const list = board.getByRole('dialog', { name: 'Choose a model' })
  await expect(list.getByRole('option').first()).toBeVisible()
  const [outer, inner] = [await dialog.boundingBox(), await list.boundingBox()]
  if (outer === null || inner === null) throw new Error('not there')
  expect(inner.x).toBeGreaterThanOrEqual(outer.x)
  expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width)
})
