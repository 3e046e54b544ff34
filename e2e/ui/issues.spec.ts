import { rm } from 'node:fs/promises'
import { FakeGithub } from '../support/github/fake-github.ts'
import { git, temporaryFolder } from '../support/repository.ts'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test('issues are imported, linked and kept the same, and what was overwritten is taken back', async ({
  board,
  host,
}) => {
  const github = await FakeGithub.start()
  const repo = await temporaryFolder('clone')
  const { client } = host
  try {
    for (const login of ['ada', 'grace']) github.addUser(login)
    const repository = await github.addRepository('ada/engine', { access: { grace: 'write' } })
    const slow = repository.addIssue('Prices are slow', {
      by: 'grace',
      body: 'Each call reads.',
      labels: ['bug'],
    })
    repository.addIssue('Colours', { by: 'grace' })
    const cached = repository.addIssue('Cache them', {
      by: 'grace',
      state: 'closed',
      stateReason: 'completed',
    })
    await git(repo, 'clone', '--quiet', repository.cloneUrl, '.')
    await git(repo, 'config', 'user.name', 'Ada Lovelace')
    await git(repo, 'config', 'user.email', 'ada@example.com')
    const account = await client.github.addToken({ host: github.host, token: github.addToken('ada').value })
    const { projectId } = await practiceProject(client, repo)
    await board.goto(new URL(`/?project=${projectId}`, host.url).href)

    // Two of three are open, one of them has the label.
    await expect(board.getByRole('button', { name: 'Import tasks…' })).toBeVisible()
    await board.keyboard.press('Control+k')
    await board.keyboard.type('import github')
    await board.keyboard.press('Enter')
    const importing = board.getByRole('dialog', { name: 'Import tasks' })
    await expect(importing.getByRole('checkbox', { name: /^#/ })).toHaveCount(2)
    await importing.getByRole('button', { name: 'Label: any' }).click()
    await board.getByRole('option', { name: 'bug' }).click()
    await board.keyboard.press('Escape')
    await expect(importing.getByRole('checkbox', { name: /^#/ })).toHaveCount(1)
    await importing.getByRole('checkbox', { name: '#1 Prices are slow' }).check()
    await board.keyboard.press('Control+Enter')
    await board.getByRole('button', { name: 'Open it' }).click()
    const panel = board.getByRole('complementary', { name: 'Properties' })
    await expect(panel.getByRole('link', { name: 'Open ada/engine#1 at GitHub' })).toBeVisible()
    await expect(panel.getByText('Not kept the same')).toBeVisible()
    const [link] = (await client.issues.links({ projectId })).items
    const taskId = link?.taskId ?? ''
    const { identifier } = await client.tasks.get({ id: taskId })

    // Off by default: what is changed stays here until it is seen what would be written, and said yes to.
    await client.tasks.update({ id: taskId, title: 'Prices are too slow' })
    await panel.getByRole('button', { name: 'More about ada/engine#1' }).click()
    await board.getByRole('menuitem', { name: 'Keep issues the same…' }).click()
    const keep = board.getByRole('switch', { name: 'Keep issues the same' })
    await expect(keep).not.toBeChecked()
    await keep.click()
    const plan = board.getByRole('dialog', { name: 'Keep issues the same?' })
    await expect(plan.getByRole('region', { name: 'To GitHub: 1 change' })).toContainText(
      'Prices are too slow',
    )
    expect(slow.title).toBe('Prices are slow')
    await expect(plan.getByRole('button', { name: 'Turn it on' })).toBeFocused()
    await board.keyboard.press('Enter')
    await expect.poll(() => slow.title).toBe('Prices are too slow')

    // What is changed there comes here.
    repository.editIssue(1, { body: 'Each call reads the table.', by: 'grace' })
    repository.addComment(1, 'Twice, even.', 'grace')
    await board.getByRole('button', { name: 'Sync now' }).click()
    await expect(board.getByText('At GitHub, the description was changed')).toBeVisible()
    await board
      .getByRole('list', { name: 'What was written' })
      .getByRole('link', { name: identifier })
      .first()
      .click()
    await expect(board.getByText('Each call reads the table.')).toBeVisible()
    await expect(board.getByText('Twice, even.')).toBeVisible()

    // Who writes where others read is told so.
    await expect(board.getByText('Goes to ada/engine#1 as ada too.')).toBeVisible()

    // Both change the title, ours later, while GitHub cannot be reached.
    github.fail('rest', { cut: 'before' }, { times: 1000 })
    repository.editIssue(1, { title: 'Slow prices', by: 'grace' })
    for (const event of slow.events) event.at = '2026-01-01T00:00:00Z'
    const title = board.getByRole('textbox', { name: 'Title' })
    await title.fill('Prices take a second')
    await board.keyboard.press('Enter')
    await expect(panel.getByText('1 change waits')).toBeVisible()
    await panel.getByRole('button', { name: 'More about ada/engine#1' }).click()
    await board.getByRole('menuitem', { name: 'Sync now' }).click()
    await expect(panel.getByText(/cannot be reached.* It is tried again at/)).toBeVisible()
    github.heal()
    await client.issues.sync({ projectId })
    await expect.poll(() => slow.title).toBe('Prices take a second')
    await expect(panel.getByText('Same as at GitHub')).toBeVisible()
    // The task that is open is the one that is meant.
    await board.keyboard.press('Control+k')
    await board.keyboard.type('its issue')
    await board.keyboard.press('Enter')
    await board.getByRole('button', { name: 'Take back the title: Slow prices' }).click()
    await expect(board.getByText('Taken back', { exact: true })).toBeVisible()
    await board.keyboard.press('Escape')
    await expect(title).toHaveValue('Slow prices')
    // Before GitHub cannot be reached again: what waits then is tried again much later.
    await expect.poll(() => slow.title).toBe('Slow prices')
    await expect(panel.getByText('Same as at GitHub')).toBeVisible()
    // The button that a mouse has pressed gets the focus back.
    const more = panel.getByRole('button', { name: 'More about ada/engine#1' })
    await more.click()
    await board.getByRole('menuitem', { name: 'History…' }).click()
    await expect(board.getByRole('list', { name: 'What was written' })).toBeVisible()
    await board.keyboard.press('Escape')
    await expect(more).toBeFocused()

    // A task is linked by the keyboard with a closed issue; its own words are kept.
    const own = await client.tasks.create({ projectId, title: 'Cache the prices', description: 'A minute.' })
    await board.keyboard.press('Escape')
    await board.getByRole('article', { name: new RegExp(`^${own.identifier}:`) }).focus()
    await board.keyboard.press('Shift+I')
    const find = board.getByRole('combobox', { name: 'Find an issue' })
    await expect(board.getByRole('option').first()).toBeVisible()
    github.fail('*', { cut: 'before' }, { times: 1000 })
    await find.fill('3')
    await board.keyboard.press('Enter')
    const again = board.getByRole('button', { name: 'Try again' })
    await expect(again).toBeVisible()
    github.heal()
    await again.click()
    // An Enter that found nothing is over: what is found later is not taken unasked.
    await expect(board.getByRole('option', { name: /^#3/ })).toBeVisible()
    await find.press('Enter')
    const linking = board.getByRole('dialog', { name: `Link ${own.identifier} with #3` })
    // Words of its own are not given up by an Enter too many.
    const keepOwn = linking.getByRole('radio', { name: `Keep what ${own.identifier} says` })
    await expect(keepOwn).toBeFocused()
    await expect(linking.getByRole('radio', { checked: true })).toHaveCount(0)
    await board.keyboard.press('Enter')
    await board.keyboard.press('Control+Enter')
    await board.keyboard.press('Space')
    await expect(keepOwn).toBeChecked()
    expect(cached.title).toBe('Cache them')
    await board.keyboard.press('Control+Enter')
    await expect
      .poll(() => [cached.title, cached.body, cached.state])
      .toEqual(['Cache the prices', 'A minute.', 'open'])
    await expect(
      board
        .getByRole('article', { name: new RegExp(`^${own.identifier}:`) })
        .getByRole('link', { name: /engine#3/ }),
    ).toBeVisible()

    // What is published of a task is seen before it is.
    const third = await client.tasks.create({ projectId, title: 'Round prices', description: 'To cents.' })
    await board.getByRole('article', { name: new RegExp(`^${third.identifier}:`) }).click({ button: 'right' })
    await board.getByRole('menuitem', { name: 'GitHub issue' }).press('ArrowRight')
    await board.getByRole('menuitem', { name: 'Make an issue of it…' }).press('Enter')
    const making = board.getByRole('dialog', { name: `Make an issue of ${third.identifier}?` })
    await expect(making).toContainText(/ada\/engine.*ada.*Round prices.*To cents\./)
    expect(repository.issues.size).toBe(3)
    await making.getByRole('button', { name: 'Make issue' }).click()
    await expect(
      board
        .getByRole('article', { name: new RegExp(`^${third.identifier}:`) })
        .getByRole('link', { name: /engine#4/ }),
    ).toBeVisible()

    expect(github.violations).toEqual([])
    await client.github.removeAccount({ id: account.id })
  } finally {
    await github.stop()
    await rm(repo, { recursive: true, force: true })
  }
})
