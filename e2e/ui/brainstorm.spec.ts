import { AxeBuilder } from '@axe-core/playwright'
import { practiceProject, scripted } from '../support/scripted.ts'
import { expect, skipOnPush, test } from './fixtures.ts'
import { standInForSpeech } from './speech.ts'

test('a goal is planned with an agent, edited, sent back, accepted and taken back', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  await standInForSpeech(board, { languages: { 'en-US': 'available' } })
  await board.reload()
  const { projectId } = await practiceProject(host.client, repo)
  await expect(board.getByRole('link', { name: /^Fixture/ })).toBeVisible()
  await board.keyboard.press('g')
  await board.keyboard.press('o')
  await board.getByRole('textbox', { name: 'Goal' }).fill('Greet in two languages\nGerman, too.')
  await board.keyboard.press('ControlOrMeta+Enter')
  await expect(board.getByRole('heading', { name: 'Greet in two languages' })).toBeVisible()

  // The question is answered where it stands, by voice, too (of which all else is in dictation.spec.ts).
  const hear = (text: string) => board.evaluate((heard) => window.speech.hear({ text: heard }), text)
  await host.when(async () => (await host.client.requests.list()).items[0])
  await board.getByRole('button', { name: 'Dictate' }).click()
  await hear('as little as can be')
  await board.keyboard.press('Escape')
  await expect(board.getByRole('textbox', { name: 'An answer of your own' })).toHaveValue(
    'As little as can be',
  )
  await board.getByRole('radio', { name: 'The smallest useful step' }).click()
  const title = (number: number) => board.getByRole('textbox', { name: `Title ${number}` })
  await expect(title(3)).toHaveValue('Say it in the README', { timeout: 20_000 })
  await expect(board.getByRole('status').filter({ hasText: 'Plan ready' })).toBeVisible()

  // Edited: renamed, moved, left out, one more; what would close a circle is refused.
  await title(1).fill('Look around')
  await title(1).press('Enter')
  await expect(title(2)).toBeFocused()
  await title(2).fill('Something else')
  await title(2).press('Escape')
  await expect(title(2)).toHaveValue(/^Build it/)
  await expect(title(2)).not.toBeFocused()
  await board.getByRole('checkbox', { name: 'Take Say it in the README' }).uncheck()
  await board.getByRole('button', { name: 'Add a task' }).click()
  await board.keyboard.type('Ship it')
  await board.keyboard.press('Alt+ArrowUp')
  await expect(title(3)).toHaveValue('Ship it')
  await board.getByRole('button', { name: 'Task 3 waits for: nothing' }).click()
  await board.getByRole('option', { name: /Build it/ }).click()
  await board.keyboard.press('Escape')
  await board.getByRole('button', { name: 'Task 1 waits for: nothing' }).click()
  await board.getByRole('option', { name: /Ship it/ }).click()
  await expect(board.getByText('They would wait for each other')).toBeVisible()
  await board.keyboard.press('Escape')
  await board.getByRole('button', { name: 'Open Ship it' }).click()
  await board
    .getByRole('textbox', { name: 'Acceptance criteria, one a line' })
    .fill('- It is out\n- Nobody complains')
  const { violations } = await new AxeBuilder({ page: board }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])

  // Moved by hand, each waits for what it waited for; what comes before that is said.
  const moves = board.getByRole('status', { name: 'Moves' })
  const row = (number: number) => board.locator('[data-plan-task]').nth(number - 1)
  await row(4)
    .locator('[data-grip]')
    .dragTo(row(3), { targetPosition: { x: 200, y: 4 } })
  await expect(moves).toHaveText('“Say it in the README” is now task 3 of 4')
  await title(4).press('Alt+ArrowUp')
  await expect(moves).toHaveText('“Ship it” is now task 3 of 4')
  await expect(title(3)).toBeFocused()
  await row(1)
    .locator('[data-grip]')
    .dragTo(row(2), { targetPosition: { x: 200, y: 30 } })
  await expect(title(2)).toHaveValue('Look around')
  const why = 'Task 1 stands before task 2, which it waits for.'
  await expect(moves).toHaveText(`“Look around” is now task 2 of 4. ${why}`)
  await expect(board.getByRole('button', { name: 'Task 1 comes after 2' })).toHaveText('after 2, below')
  await board.getByRole('button', { name: 'Undo' }).click()
  await expect(title(1)).toHaveValue('Look around')
  const saved = async () => (await host.client.brainstorms.list()).items[0]
  await expect(async () => {
    const whole = await host.client.brainstorms.get({ id: (await saved())?.goal.id ?? '' })
    expect(whole.plan?.tasks.map((task) => [task.title, task.dependsOn, task.criteria.length])).toEqual([
      ['Look around', [], 1],
      [expect.stringContaining('Build it'), ['1'], 2],
      ['Ship it', ['2'], 2],
      ['Say it in the README', ['2'], 1],
    ])
  }).toPass()
  await board.reload()
  await expect(title(3)).toHaveValue('Ship it')

  // The agent goes on from the plan as it stands; the one with the edits can be had back.
  await board.getByRole('button', { name: 'Dictate' }).click()
  await board.evaluate(() => window.speech.hear({ text: 'also', final: true }, { text: ' the menu' }))
  // What is half heard is sent, too.
  await board.getByRole('button', { name: 'Ask for changes' }).click()
  await expect(board.getByRole('region', { name: 'The plan so far' })).toContainText('Ship it')
  await expect(title(4)).toHaveValue('As you asked: Also the menu', { timeout: 20_000 })
  await board.getByRole('button', { name: 'Take mine back' }).click()
  await expect(title(3)).toHaveValue('Ship it')

  // Accepted from within a field, with what is typed there.
  await title(1).fill('Look around first')
  await title(1).press('ControlOrMeta+Enter')
  const created = board.getByRole('region', { name: 'Tasks that were created' })
  await expect(created.getByRole('link')).toHaveCount(3)
  await board.getByRole('button', { name: 'Undo' }).click()
  await expect(board.getByRole('button', { name: 'Create 3 tasks' })).toBeVisible()
  expect((await host.client.tasks.list({ projectId })).items).toEqual([])
  await board.keyboard.press('ControlOrMeta+Shift+z')
  await expect(created.getByRole('link')).toHaveCount(3)
  await created.getByRole('link', { name: /Look around first/ }).click()
  await expect(board.getByText('Acceptance criteria').first()).toBeVisible()
  await board.getByRole('link', { name: 'All tasks' }).click()
  await expect(board.getByText('Ship it')).toBeVisible()
  await expect(board.getByText('Greet in two languages', { exact: true })).toHaveCount(0)
})

test('a brainstorm that comes to nothing says why, and is tried again or dismissed', async ({
  board,
  host,
  repo,
}) => {
  test.slow()
  const { projectId } = await practiceProject(host.client, repo)
  const no = scripted({ text: 'No.' }, { onFix: [{ text: 'No!' }] }, { onFix: [{ text: 'No?' }] })
  const { goal, runIds } = await host.client.brainstorms.create({ projectId, goal: `Fly\n${no}` })
  await board.getByRole('link', { name: 'Inbox' }).click()
  await host.runWith(runIds[0] ?? '', 'failed')
  await expect(board.getByText(/holds no plan/).first()).toBeVisible()
  // A goal has no screen of a task.
  await board.goto(new URL(`/task/${goal.identifier}`, host.url).href)
  await expect(board.getByText('The agent has made no plan.')).toBeVisible()
  expect(new URL(board.url()).pathname).toBe(`/brainstorm/${goal.identifier}`)
  await board.getByRole('button', { name: 'Try again' }).click()
  await expect(board.getByText('2 rounds')).toBeVisible()
  await board.getByRole('button', { name: 'Cancel' }).click()
  await expect(board.getByText('It was cancelled before there was a plan.')).toBeVisible()
  await board.getByRole('button', { name: 'Dismiss', exact: true }).click()
  await expect(board.getByText('It was dismissed')).toBeVisible()
  await board.getByRole('button', { name: 'Take it up again' }).click()
  await expect(board.getByText('It was cancelled before there was a plan.')).toBeVisible()
})

test('another model can be chosen before it begins, and when it is tried again', async ({
  board,
  host,
  repo,
}) => {
  skipOnPush()
  await practiceProject(host.client, repo)
  await expect(board.getByRole('link', { name: /^Fixture/ })).toBeVisible()
  await board.keyboard.press('g')
  await board.keyboard.press('o')
  await board.getByRole('textbox', { name: 'Goal' }).fill('Greet')
  await board.getByRole('button', { name: 'Model: practice/scripted' }).click()
  await board.getByPlaceholder('Find a model, or write provider/model').fill('nobody/none')
  await board.getByRole('option', { name: /^Use “nobody\/none”/ }).click()
  await board.getByRole('button', { name: 'Start' }).click()
  await board.getByRole('button', { name: 'Cancel' }).click()
  await expect(board.getByText('It was cancelled before there was a plan.')).toBeVisible({ timeout: 20_000 })

  await board.getByRole('button', { name: 'From here on: model nobody/none' }).click()
  await board.getByPlaceholder('Find a model, or write provider/model').fill('scripted')
  await board
    .getByRole('option', { name: /scripted/i })
    .first()
    .click()
  await board.getByRole('button', { name: 'Try again' }).click()
  await expect(board.getByText('2 rounds')).toBeVisible()
  const [made] = (await host.client.brainstorms.list()).items
  const { runIds } = await host.client.brainstorms.get({ id: made?.goal.id ?? '' })
  const models = runIds.map(async (id) => (await host.client.runs.get({ id })).model)
  expect(await Promise.all(models)).toEqual(['nobody/none', 'practice/scripted'])
})
