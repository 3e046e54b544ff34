import { rm } from 'node:fs/promises'
import { FakeGithub } from '../support/github/fake-github.ts'
import { git, temporaryFolder } from '../support/repository.ts'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test('who is mentioned on an issue is told in the inbox, and answers there', async ({ board, host }) => {
  const github = await FakeGithub.start()
  const repo = await temporaryFolder('clone')
  const { client } = host
  try {
    for (const login of ['ada', 'grace']) github.addUser(login)
    const repository = await github.addRepository('ada/engine', { access: { grace: 'write' } })
    const issue = repository.addIssue('Prices are slow', { by: 'grace' })
    await git(repo, 'clone', '--quiet', repository.cloneUrl, '.')
    await git(repo, 'config', 'user.name', 'Ada Lovelace')
    await git(repo, 'config', 'user.email', 'ada@example.com')
    const account = await client.github.addToken({ host: github.host, token: github.addToken('ada').value })
    const { projectId } = await practiceProject(client, repo)
    await client.projects.update({ id: projectId, issueSync: { enabled: true, newIssues: null } })
    const task = await client.tasks.create({ projectId, title: 'Prices are slow' })
    await client.issues.link({ id: task.id, number: 1, keep: 'issue' })

    await board.getByRole('link', { name: 'Inbox' }).click()
    await expect(board.getByText('Nothing waits for you')).toBeVisible()
    repository.addComment(1, 'Which *table*, @ada?', 'grace')
    repository.addComment(1, 'Thanks, @ada-lovelace', 'grace')
    await client.issues.sync({ projectId })
    const list = board.getByRole('grid', { name: 'What waits for you' })
    const row = list.getByRole('rowgroup', { name: 'Mentions' }).getByRole('row')
    await expect(row).toHaveCount(1)
    await expect(row).toContainText('grace: Which *table*, @ada?')
    await expect(board.getByRole('link', { name: 'Inbox, 1 waiting' })).toBeVisible()
    await expect(board).toHaveTitle('(1) OpenLinear')
    const said = board.getByRole('region', { name: 'Comment of grace' })
    await expect(said).toContainText('Which table, @ada?')
    await expect(said.getByRole('link', { name: 'on GitHub' })).toHaveAttribute('href', /#issuecomment-/)
    await expect(board.getByText('Goes to ada/engine#1 as ada too.')).toBeVisible()

    // Put off and seen to as all else, and taken back.
    await row.click()
    await expect(row).toBeFocused()
    await board.keyboard.press('d')
    await expect(board.getByText('Nothing waits for you')).toBeVisible()
    await board.keyboard.press('Control+z')
    await expect(row).toBeVisible()

    // Keys meant for what has just gone do nothing, until the hands have paused.
    const reply = board.getByRole('textbox', { name: 'Reply' })
    await expect(async () => {
      await board.keyboard.press('r')
      await expect(reply).toBeFocused({ timeout: 200 })
    }).toPass()
    await board.keyboard.type('The small one.')
    await board.keyboard.press('Control+Enter')
    await expect(board.getByText('Nothing waits for you')).toBeVisible()
    await client.issues.sync({ projectId })
    await expect.poll(() => issue.comments.map(({ body }) => body)).toContain('The small one.')

    // What is said while the page is elsewhere is told in passing, and is there after a reload.
    await board.getByRole('link', { name: 'Settings', exact: true }).click()
    repository.addComment(1, 'And the index, @ada?', 'grace')
    await client.issues.sync({ projectId })
    const told = board.getByRole('listitem').filter({ hasText: `grace mentioned you in ${task.identifier}` })
    await expect(told).toContainText('And the index, @ada?')
    await told.getByRole('button', { name: 'Open' }).click()
    await expect(row).toContainText('And the index, @ada?')
    await board.reload()
    await expect(row).toContainText('And the index, @ada?')
    expect(github.violations).toEqual([])
    await client.github.removeAccount({ id: account.id })
  } finally {
    await github.stop()
    await rm(repo, { recursive: true, force: true })
  }
})
