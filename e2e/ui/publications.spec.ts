import { rm } from 'node:fs/promises'
import { FakeGithub } from '../support/github/fake-github.ts'
import { refusals } from '../support/github/faults.ts'
import { git, temporaryFolder } from '../support/repository.ts'
import { practiceProject, scripted, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

/** For an agent's work: its first turn waits for OpenCode to start. */
const PATIENCE = 90_000

test('work becomes a pull request that is followed to its merge', async ({ board, host }) => {
  test.slow()
  const github = await FakeGithub.start()
  const repo = await temporaryFolder('clone')
  const { client } = host
  try {
    github.addUser('ada', { name: 'Ada Lovelace' })
    github.addUser('grace')
    const repository = await github.addRepository('ada/engine', { access: { grace: 'write' } })
    repository.addLabel('perf')
    await git(repo, 'clone', '--quiet', repository.cloneUrl, '.')
    await git(repo, 'config', 'user.name', 'Ada Lovelace')
    await git(repo, 'config', 'user.email', 'ada@example.com')
    const account = await client.github.addToken({ host: github.host, token: github.addToken('ada').value })
    const fixture = await practiceProject(client, repo)
    const task = await fixture.task('Cache the prices', write('cache.txt', 'one\n'), { text: 'Cached.' })
    const settled = async (runId: string | null) =>
      (await host.runWith(runId ?? '', 'succeeded', 'failed')).status
    const latest = async () => (await client.tasks.get({ id: task.id })).latestRunId
    expect(await settled((await client.tasks.execute({ id: task.id })).id)).toBe('succeeded')

    // From the card, by keyboard alone.
    const card = board.getByRole('article', { name: new RegExp(`^${task.identifier}:`) })
    await expect(card.getByText('Ready for review')).toBeVisible()
    await card.focus()
    await board.keyboard.press('Shift+P')
    const dialog = board.getByRole('dialog', { name: `Create a pull request for ${task.identifier}` })
    await dialog.getByRole('textbox', { name: 'Title' }).fill('Prices come from a cache')
    await dialog.getByRole('radio', { name: 'Preview' }).click()
    await expect(dialog.getByRole('region', { name: 'Preview of the text' })).toContainText('Cached.')
    await dialog.getByLabel('Labels').fill('perf')
    github.fail('POST /repos/{owner}/{repo}/pulls', refusals.rateLimit(600))
    await board.keyboard.press('Control+Enter')
    await expect(dialog).toHaveCount(0)
    await expect(card.getByRole('img', { name: /^Publishing: waits until \d\d:\d\d$/ })).toBeVisible()
    await expect(card).toBeFocused()

    await board.keyboard.press('Shift+P')
    const panel = board.getByRole('region', { name: 'Pull request' })
    const holdsFocus = () => board.evaluate(() => document.activeElement !== document.body)
    await panel.getByRole('button', { name: 'Retry now' }).press('Enter')
    await expect(panel.getByRole('link', { name: 'Open pull request #1 at GitHub' })).toBeVisible()
    await expect(panel.getByText('None was reported')).toBeVisible()
    expect(await holdsFocus()).toBe(true)
    const { pull, title, labels } = repository.pull(1)
    expect([title, labels, pull.draft]).toEqual(['Prices come from a cache', ['perf'], true])

    await panel.getByRole('button', { name: 'Change its title, text and labels' }).press('Enter')
    const edit = board.getByRole('dialog', { name: 'Change pull request #1' })
    await edit.getByRole('textbox', { name: 'Title' }).fill('Prices are cached')
    await board.keyboard.press('Control+Enter')
    await expect.poll(() => repository.pull(1).title).toBe('Prices are cached')

    // A check fails, and the agent mends it.
    const first = pull.headCommit
    const log = `${'step\n'.repeat(40)}boom\n${scripted(write('cache.txt', 'one\ntwo\n'), { text: 'Mended.' })}`
    const look = panel.getByRole('button', { name: 'Look at it now' })
    // By the palette, which knows what can be done about it as it stands.
    await board.keyboard.press('Control+K')
    const palette = board.getByRole('dialog', { name: 'Search and commands' })
    await palette.getByRole('combobox').fill('pull request')
    await expect(palette.getByRole('group', { name: 'Commands' }).getByRole('option')).toHaveText([
      `See pull request #1 of ${task.identifier}`,
      'Open pull request #1 at GitHub',
      'Look at pull request #1 now',
      'Change what pull request #1 says…',
      'Mark pull request #1 as ready for review',
      /^Create the pull request, or open it/,
    ])
    await expect(palette.getByRole('option', { name: 'GitHub settings' })).toBeVisible()
    // Not before: it is looked at by itself, too.
    repository.addCheck(first, 'unit tests', { conclusion: 'failure', title: '1 of 9 failed', log })
    await palette.getByRole('combobox').fill('refresh')
    await board.keyboard.press('Enter')
    await expect(panel.getByRole('list', { name: 'Checks: failed' })).toContainText('1 of 9 failed')
    await panel.getByRole('button', { name: 'Log of unit tests' }).press('Enter')
    const end = panel.getByLabel('End of the log of unit tests')
    await expect(end).toContainText('boom')
    // Where somebody reads it stays where it is, and it is there again when more has failed.
    await end.evaluate((box) => box.scrollTo({ top: 0 }))
    await look.click()
    await expect(look).toBeEnabled()
    expect(await end.evaluate((box) => box.scrollTop)).toBe(0)
    repository.addCheck(first, 'lint', { conclusion: 'failure' })
    await look.click()
    await expect(panel.getByRole('button', { name: 'Log of lint' })).toBeVisible()
    await expect(end).toContainText('boom')
    await expect(board.getByRole('link', { name: 'Inbox, 1 waiting' })).toBeVisible()
    await board.keyboard.press('f')
    await expect(board.getByRole('tab', { name: 'Run 2' })).toBeVisible({ timeout: PATIENCE })
    expect(await settled(await latest())).toBe('succeeded')
    const headCommit = () => repository.git.commitOf(`refs/heads/${pull.head}`)
    await expect.poll(headCommit).not.toBe(first)

    // A reviewer asks for more; the remark is answered, and given to the agent.
    const asked = `Three, please.\n\n${scripted(write('cache.txt', 'one\ntwo\nthree\n'), { text: 'Three.' })}`
    repository.addReview(1, 'CHANGES_REQUESTED', { by: 'grace' })
    repository.addReviewComment(1, asked, { by: 'grace', path: 'cache.txt', line: 2 })
    await board.keyboard.press('Shift+P')
    await look.click()
    const thread = panel.getByRole('listitem').filter({ hasText: 'cache.txt:2' })
    await thread.getByRole('button', { name: 'Reply…' }).press('Enter')
    await expect(thread).toContainText('Will be published at GitHub, written as ada.')
    const reply = thread.getByRole('textbox', { name: 'Reply to grace' })
    await reply.fill('Three it is.')
    // Kept, and not in the way of whoever comes back.
    await board.getByRole('tab', { name: 'Activity' }).click()
    const tab = board.getByRole('tab', { name: 'Pull request #1' })
    await tab.click()
    await expect(reply).toHaveValue('Three it is.')
    await expect(tab).toBeFocused()
    await reply.press('Control+Enter')
    await expect(thread.getByText('Three it is.')).toBeVisible()

    // What mentions the user is answered in the inbox, in its thread at GitHub.
    repository.addReviewComment(1, 'And its name, @ada?', { by: 'grace', path: 'cache.txt', line: 1 })
    await look.click()
    await expect(panel.getByText('And its name, @ada?')).toBeVisible()
    await board.keyboard.press('g')
    await board.keyboard.press('i')
    const mention = board.getByRole('rowgroup', { name: 'Mentions' }).getByRole('row')
    await mention.click()
    await expect(board.getByRole('region', { name: 'Comment of grace' })).toContainText('And its name, @ada?')
    const answer = board.getByRole('textbox', { name: 'Reply to grace' })
    await expect(async () => {
      await board.keyboard.press('r')
      await expect(answer).toBeFocused({ timeout: 200 })
    }).toPass()
    await answer.fill('Cache it is.')
    await board.keyboard.press('Control+Enter')
    await expect(mention).toHaveCount(0)
    await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
    await board.keyboard.press('Shift+P')
    await expect(panel.getByRole('listitem').filter({ hasText: 'cache.txt:1' })).toContainText('Cache it is.')

    const second = await headCommit()
    const before = await latest()
    await thread.getByRole('button', { name: 'Reply…' }).blur()
    await board.keyboard.press('Shift+A')
    await expect.poll(latest).not.toBe(before)
    expect(await settled(await latest())).toBe('succeeded')
    await expect.poll(headCommit).not.toBe(second)

    await board.keyboard.press('m')
    await expect(thread.getByText('addressed', { exact: true })).toBeVisible()
    repository.addReview(1, 'APPROVED', { by: 'grace' })
    await look.click()
    await expect(panel.getByText('Approved by grace')).toBeVisible()
    await expect(panel.getByText('Cannot be merged yet. It is a draft')).toBeVisible()
    await board.keyboard.press('Shift+R')
    await expect(panel.getByRole('status')).toHaveText('Open')
    expect(pull.draft).toBe(false)
    await board.keyboard.press('Control+K')
    await palette.getByRole('combobox').fill('merge pull')
    await board.keyboard.press('Enter')
    const merging = board.getByRole('dialog', { name: 'Merge #1 into main' })
    await merging.getByRole('radio', { name: /^Squash/ }).check()
    await board.keyboard.press('Control+Enter')
    await expect(board.getByText('Done', { exact: true }).first()).toBeVisible()
    expect(await holdsFocus()).toBe(true)
    expect((await client.tasks.get({ id: task.id })).status).toBe('done')
    expect(await repository.git.git(['show', 'main:cache.txt'])).toContain('three')
    expect(github.violations).toEqual([])
    await client.github.removeAccount({ id: account.id })
  } finally {
    await github.stop()
    await rm(repo, { recursive: true, force: true })
  }
})
