import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test('tasks are made, changed, related and copied by keys alone, and all of it is taken back', async ({
  board,
  host,
  repo,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { client } = host
  const { projectId } = await practiceProject(client, repo)
  await client.labels.create({ name: 'bug-report', color: 'red' })
  const make = (title: string) => client.tasks.create({ projectId, title })
  const [alpha, beta] = [await make('Alpha'), await make('Beta')]
  const card = (title: string) => board.getByRole('article', { name: new RegExp(`: ${title}`) })
  const now = (id: string) => client.tasks.get({ id })
  const keys = async (...list: string[]) => {
    for (const key of list) await board.keyboard.press(key)
  }
  const told = (words: string) => expect(board.getByText(words, { exact: true })).toBeVisible()

  // What a key has made, a key takes away: to the archive, since somebody has written it.
  await expect(card('Beta')).toBeVisible()
  await keys('c')
  await board.keyboard.type('Gamma')
  await keys('Control+Enter', 'Control+Enter')
  await expect(card('Gamma')).toHaveCount(1)
  const [gamma] = (await client.tasks.list({ q: 'Gamma' })).items
  if (gamma === undefined) throw new Error('not made')
  await keys('Control+z')
  await told(`Undone: ${gamma.identifier} created`)
  await expect(card('Gamma')).toHaveCount(0)
  expect((await now(gamma.id)).archived).toBe(true)
  await keys('Control+Shift+z')
  await expect(card('Gamma')).toBeVisible()

  // From what was typed to what was found.
  await keys('/')
  await board.keyboard.type('Alpha')
  await keys('Enter')
  await expect(card('Alpha')).toBeFocused()
  await keys('Shift+F')
  await expect(card('Beta')).toBeVisible()

  // Several at once: an estimate, a parent, what they depend on.
  await card('Beta').focus()
  await keys('x', 'j', 'x')
  await expect(board.getByRole('toolbar', { name: 'Selected tasks' })).toContainText('2 selected')
  await keys('Shift+S')
  await board.keyboard.type('8')
  await keys('Enter')
  await told('2 tasks: estimate 8')
  const choose = async (command: string, task: string) => {
    await keys('Control+k')
    await board.keyboard.type(command)
    await expect(board.getByRole('option', { name: new RegExp(`^${command}`) }).first()).toBeVisible()
    await keys('Enter')
    await board.getByRole('dialog').getByRole('combobox').fill(task)
    await keys('Enter')
  }
  await choose('Set parent', alpha.identifier)
  await told('2 tasks: parent changed')
  await expect(card('Alpha').getByText('0 of 2 sub-tasks done')).toBeAttached()
  await choose('Depends on', alpha.identifier)
  await keys('Escape')
  await told('2 tasks: dependencies changed')
  expect(await now(beta.id)).toMatchObject({ estimate: 8, parentId: alpha.id, dependsOn: [alpha.id] })
  await expect(card('Beta').getByText(`blocked by ${alpha.identifier}`)).toBeVisible()
  for (const what of ['dependencies changed', 'parent changed', 'estimate 8']) {
    await keys('Control+z')
    await told(`Undone: 2 tasks: ${what}`)
  }
  expect(await now(beta.id)).toMatchObject({ estimate: null, parentId: null, dependsOn: [] })
  await keys('Escape')

  // What is found is taken, also where what is typed could be made anew.
  await card('Beta').focus()
  await keys('l')
  await board.keyboard.type('bug')
  await expect(board.getByRole('option')).toHaveText(['bug-report', 'New label “bug”'])
  await keys('Enter', 'Escape')
  await expect(card('Beta').getByText('bug-report')).toBeVisible()
  // Also what comes while what is typed is about to be made.
  await keys('l')
  await board.keyboard.type('docs')
  await expect(board.getByRole('option')).toHaveText(['New label “docs”'])
  await client.labels.create({ name: 'docs-wanted', color: 'blue' })
  await expect(board.getByRole('option', { name: 'docs-wanted', selected: true })).toBeVisible()
  await keys('Enter', 'Escape')
  await expect(card('Beta').getByText('docs-wanted')).toBeVisible()
  expect((await client.labels.list()).items.map(({ name }) => name)).not.toContain('docs')
  await keys('Shift+D')
  await board.keyboard.type('tom')
  await keys('Enter')
  await expect.poll(async () => (await now(beta.id)).dueDate).toMatch(/^\d{4}-/)

  // The same keys in a task, also where its properties are folded away.
  await board.setViewportSize({ width: 1000, height: 800 })
  await card('Beta').focus()
  await keys('Enter')
  await expect(board.getByRole('heading', { name: 'Sub-tasks' })).toBeVisible()
  await keys('5')
  await told(`${beta.identifier}: status Done`)
  await keys('p')
  await board.keyboard.type('Urgent')
  await keys('Enter')
  await told(`${beta.identifier}: priority Urgent`)
  await keys('Shift+N')
  await board.keyboard.type('Delta')
  await keys('Enter')
  await expect(board.getByText('0 of 1')).toBeVisible()
  await keys('Escape', 'Shift+Y')
  await expect
    .poll(() => board.evaluate(() => navigator.clipboard.readText()))
    .toBe(new URL(`/task/${beta.identifier}`, host.url).href)
  await keys('Backspace')
  await told(`${beta.identifier} archived`)
  await keys('Backspace')
  await told(`${beta.identifier} brought back`)

  // What is refused says why, and what to give to who helps.
  await client.tasks.remove({ id: beta.id })
  await expect(board.getByText(`There is no task ${beta.identifier}`)).toBeVisible()
})

test('an error can be copied with what it says to who helps', async ({ board, host, repo, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { projectId } = await practiceProject(host.client, repo)
  const [one, two] = [
    await host.client.tasks.create({ projectId, title: 'One' }),
    await host.client.tasks.create({ projectId, title: 'Two' }),
  ]
  const changed = await host.client.tasks.update({ id: one.id, dependsOn: [two.identifier] })
  expect(changed.dependsOn).toEqual([two.id])
  await board.getByRole('article', { name: / Two$/ }).focus()
  await board.keyboard.press('Control+k')
  await board.keyboard.type('Depends on')
  await board.keyboard.press('Enter')
  await board.getByRole('dialog').getByRole('combobox').fill(one.identifier)
  await board.keyboard.press('Enter')
  await board.keyboard.press('Escape')
  const toast = board.getByRole('listitem').filter({ hasText: `${two.identifier} was not changed` })
  await expect(toast).toContainText('would wait for each other')
  // Reached by its key, from wherever one is.
  await board.keyboard.press('Alt+t')
  await toast.getByRole('button', { name: 'Copy details' }).press('Enter')
  await expect(toast.getByRole('button', { name: 'Copied' })).toBeFocused()
  const text = await board.evaluate(() => navigator.clipboard.readText())
  expect(text).toContain('Code: DEPENDENCY_CYCLE')
  expect(text).toContain('Page: /')
})
