import { rm } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { git, makeRepository, temporaryFolder } from '../support/repository.ts'
import { bash, practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

const cardOf = (board: Page, identifier: string) =>
  board.getByRole('article', { name: new RegExp(`^${identifier}:`) })

/** Selects cards and asks how they shall be executed together. */
async function chooseTasks(board: Page, ...tasks: { identifier: string }[]) {
  for (const { identifier } of tasks) {
    await cardOf(board, identifier).focus()
    await board.keyboard.press('x')
  }
  await expect(board.getByText(`${tasks.length} selected`)).toBeVisible()
  await board.keyboard.press('Shift+E')
  const dialog = board.getByRole('dialog')
  await expect(dialog.getByRole('list').getByRole('listitem')).toHaveCount(tasks.length)
  return {
    dialog,
    listed: dialog.getByRole('list').getByRole('listitem'),
    alert: dialog.getByRole('alert'),
    button: (name: string) => dialog.getByRole('button', { name, exact: true }),
    // The button is off once it is known that it cannot be; the key asks the host.
    start: () => board.keyboard.press('Control+Enter'),
    cancel: async () => {
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await expect(dialog).toBeHidden()
      await board.keyboard.press('Escape')
      await expect(board.getByRole('toolbar', { name: 'Selected tasks' })).toBeHidden()
    },
  }
}

test('what is refused in the dialog leads out, and what a batch has is its own to do', async ({
  board,
  host: { client },
  repo,
}) => {
  test.slow()
  const { task } = await practiceProject(client, repo)
  const make = (title: string) => task(title, bash('sleep 60'))
  const [first, second, third, child, parent] = [
    await make('First'),
    await make('Second'),
    await make('Third'),
    await make('Child'),
    await make('Parent'),
  ]
  await client.settings.update({ parallelLimit: 1, maxBatchSize: 5 })
  await client.tasks.update({ id: child.id, dependsOn: [parent.id] })
  await client.tasks.update({ id: second.id, agent: 'plan' })
  await expect(cardOf(board, parent.identifier)).toBeVisible()

  await test.step('one task alone cannot be combined', async () => {
    const { dialog, button, cancel } = await chooseTasks(board, third)
    await dialog.getByText('Combined', { exact: true }).click()
    await expect(dialog.getByRole('status')).toContainText('needs two tasks or more')
    await expect(button('Start the batch')).toBeDisabled()
    await expect(dialog.getByText('When work conflicts')).toBeHidden()
    await cancel()
  })

  await test.step('a task that waits for another one', async () => {
    const { alert, button, listed, start, cancel } = await chooseTasks(board, third, child)
    await start()
    await expect(alert).toContainText(`${child.identifier} waits for ${parent.identifier}`)
    await expect(button('Start the batch')).toBeDisabled()
    await button(`Add ${parent.identifier}`).click()
    await expect(listed).toHaveCount(3)
    await expect(alert).toBeHidden()
    await cancel()
    const again = await chooseTasks(board, third, child)
    await again.start()
    await again.button('Leave it out').click()
    await expect(again.listed).toHaveCount(1)
    await again.cancel()
  })

  await test.step('more tasks than a batch takes', async () => {
    await client.settings.update({ maxBatchSize: 2 })
    const { dialog, alert, button, listed, start, cancel } = await chooseTasks(board, first, second, third)
    await start()
    await expect(alert).toContainText('at most 2 tasks')
    const out = dialog.getByRole('button', { name: `Leave ${third.identifier} out` })
    await expect(out.locator('xpath=..')).toHaveCSS('opacity', '1')
    await button('Take the first 2').click()
    await expect(listed).toHaveCount(2)
    await expect(out).toHaveCount(0)
    await expect(alert).toBeHidden()
    await expect(button('Start the batch')).toBeEnabled()
    await cancel()
    await client.settings.update({ maxBatchSize: 5 })
  })

  await test.step('a task that is being executed', async () => {
    const { alert, button, listed, start, cancel } = await chooseTasks(board, second, third)
    await client.tasks.execute({ id: second.id })
    await start()
    await expect(alert).toContainText(`${second.identifier} is being executed`)
    await button('Leave it out').click()
    await expect(listed).toHaveCount(1)
    await cancel()
    await client.tasks.cancel({ id: second.id })
  })

  const begun = await test.step('a task that another batch has', async () => {
    const { alert, button, listed, start } = await chooseTasks(board, first, third)
    const batch = await client.batches.create({ taskIds: [first.id, second.id], mode: 'parallel' })
    await start()
    await expect(alert).toContainText(`${first.identifier} belongs to a batch`)
    await button('Leave it out').click()
    await expect(listed).toHaveCount(1)
    await button('Cancel').click()
    await board.keyboard.press('Escape')

    const other = await chooseTasks(board, third, parent)
    const taken = await client.batches.create({ taskIds: [parent.id], mode: 'parallel' })
    await other.start()
    await other.button('Open that batch').click()
    await expect(board).toHaveURL(new RegExp(taken.id))
    await client.batches.cancel({ id: taken.id })
    await board.getByRole('link', { name: 'All tasks' }).click()
    await expect(cardOf(board, third.identifier)).toBeVisible()
    return batch
  })

  const words = `In batch ${first.identifier} and ${second.identifier}`
  await test.step('its card offers the batch instead', async () => {
    const card = cardOf(board, first.identifier)
    await expect(card.getByRole('link', { name: `${words}: 0 of 2 merged` })).toBeVisible()
    await cardOf(board, second.identifier).click({ button: 'right' })
    const menu = board.getByRole('menu')
    await expect(menu.getByRole('menuitem', { name: words })).toBeVisible()
    await expect(menu.getByRole('menuitem', { name: /Execute/ })).toHaveCount(0)
    await board.keyboard.press('Escape')

    await card.focus()
    await board.keyboard.press('e')
    await expect(board.getByText(`${first.identifier} is in a batch already`)).toBeVisible()
    await board.keyboard.press('x')
    await cardOf(board, third.identifier).focus()
    await board.keyboard.press('x')
    const bar = board.getByRole('toolbar', { name: 'Selected tasks' })
    await expect(bar.getByRole('link', { name: words })).toBeVisible()
    await expect(bar.getByRole('button', { name: 'Execute 1 as batch…' })).toBeVisible()
    await board.keyboard.press('Control+k')
    const palette = board.getByRole('dialog', { name: 'Search and commands' })
    await expect(palette.getByRole('option', { name: words })).toBeVisible()
    await expect(palette.getByRole('option', { name: `Execute ${third.identifier}` })).toBeVisible()
    await board.keyboard.press('Escape')
  })

  await test.step('so does its own screen', async () => {
    await board.getByRole('link', { name: /^Batch 0 of 2 merged$/ }).click()
    await expect(board).toHaveURL(new RegExp(begun.id))
    // What is said to all goes to every run that goes on, also to one that has no slot yet.
    await board.getByRole('button', { name: 'Message all' }).click()
    const message = board.getByRole('dialog', { name: 'Message all 2 agents of the batch' })
    // Several agents stay who they are, until one is chosen for all of them.
    await expect(message.getByRole('button', { name: 'From here on: the models as they are' })).toBeVisible()
    await message.getByRole('button', { name: 'From here on: the agents as they are' }).click()
    await board.getByRole('option', { name: /^build/ }).click()
    await expect(message.getByRole('button', { name: 'From here on: agent build' })).toBeVisible()
    await message.getByRole('textbox', { name: 'Message to the agents' }).fill('Use tabs.')
    await board.keyboard.press('Control+Enter')
    await expect(board.getByText('2 agents will hear it')).toBeVisible()
    await expect(message).toBeHidden()
    const runId = (await client.batches.get({ id: begun.id })).tasks[0]?.runId ?? ''
    expect((await client.runs.messages({ id: runId })).items.map(({ text, agent }) => [text, agent])).toEqual(
      [['Use tabs.', 'build']],
    )
    await board.keyboard.press('j')
    await board.keyboard.press('j')
    await board.keyboard.press('t')
    await expect(board).toHaveURL(new RegExp(second.identifier))
    const held = board.getByRole('region', { name: 'Its batch' })
    await expect(held.getByRole('link', { name: words })).toBeVisible()
    await expect(board.getByRole('button', { name: /^(Execute|Retry|Merge|Discard|Send back)/ })).toHaveCount(
      0,
    )
    await held.getByRole('button', { name: 'Skip' }).click()
    await expect(held.getByText('left out')).toBeVisible()
    await expect(held.getByRole('button', { name: 'Retry' })).toBeVisible()
  })
})

test('a base that has moved on both sides is chosen in the dialog', async ({
  board,
  host: { client },
  repo,
}) => {
  test.slow()
  const folder = await temporaryFolder('remote')
  const [remote, other] = [`${folder}/origin.git`, `${folder}/other`]
  await git(folder, 'clone', '--quiet', '--bare', repo, remote)
  await git(folder, 'clone', '--quiet', remote, other)
  await git(repo, 'remote', 'add', 'origin', remote)
  await git(other, 'commit', '--quiet', '--allow-empty', '-m', 'There')
  await git(other, 'push', '--quiet', 'origin', 'main')
  await git(repo, 'commit', '--quiet', '--allow-empty', '-m', 'Here')
  const [here, there] = [await git(repo, 'rev-parse', 'main'), await git(other, 'rev-parse', 'main')]

  const { task } = await practiceProject(client, repo)
  const [first, second] = [await task('First', bash('sleep 60')), await task('Second', bash('sleep 60'))]
  await client.settings.update({ parallelLimit: 1 })
  for (const [label, base] of [
    ['Start from the branch here', here],
    ['Start from the remote’s', there],
  ] as const) {
    const { alert, button, start } = await chooseTasks(board, first, second)
    await start()
    await expect(alert).toContainText('have both moved')
    await button(label).click()
    await expect(board).toHaveURL(/\/batches\/[0-9a-f-]+$/)
    const id = board.url().split('/').at(-1) ?? ''
    expect((await client.batches.get({ id })).baseCommit).toBe(base)
    await client.batches.cancel({ id })
    await board.getByRole('link', { name: 'All tasks' }).click()
  }

  // Of several batches it is chosen for the one that was refused, and the others follow.
  const elsewhere = await makeRepository()
  const third = await (await practiceProject(client, elsewhere, { name: 'Other' })).task(
    'Third',
    bash('true'),
  )
  const { alert, button, start } = await chooseTasks(board, first, third)
  await start()
  await button('Make 2 batches').click()
  await expect(alert).toContainText('have both moved')
  await button('Start from the branch here').click()
  await expect(board).toHaveURL(/\/batches$/)
  const made = (await client.batches.list({ open: true })).items
  const inEach = made.map(({ tasks }) => tasks.map(({ taskId }) => taskId).join(' '))
  expect(inEach.toSorted()).toEqual([first.id, third.id].toSorted())
  await rm(folder, { recursive: true, force: true })
})
