import { FakeGithub } from '../support/github/fake-github.ts'
import { expect, test } from './fixtures.ts'

test('a repository is found among many with the keyboard, cloned, and then known', async ({
  board,
  host,
}) => {
  const github = await FakeGithub.start()
  try {
    github.addUser('ada')
    github.addUser('grace')
    github.addRepositories('ada', 150, { description: 'One of many' })
    await github.addRepository('grace/atlas', {
      private: true,
      description: 'Where things are',
      access: { ada: 'write' },
      files: { 'README.md': '# Atlas\n' },
    })

    // On a low screen, too, what is opened is in sight.
    await board.setViewportSize({ width: 1024, height: 560 })
    await board.getByRole('button', { name: 'Choose from GitHub' }).click()
    const signIn = board.getByRole('button', { name: 'Sign in to GitHub' })
    await expect(signIn).toBeInViewport()
    await board.setViewportSize({ width: 1440, height: 900 })
    await signIn.click()
    await expect(board).toHaveURL(/section=github/)

    await host.client.github.addToken({ host: github.host, token: github.addToken('ada').value })
    await board.getByRole('button', { name: 'Add a project' }).click()
    const dialog = board.getByRole('dialog', { name: 'Add a project' })
    await dialog.getByRole('tab', { name: 'GitHub' }).click()
    await expect(dialog.getByText('151 repositories, as of')).toBeVisible()
    // Of a long list only what is in sight is drawn; the keys go through all of it.
    const search = dialog.getByRole('combobox', { name: 'Find a repository' })
    await expect(search).toBeFocused()
    expect(await dialog.getByRole('option').count()).toBeLessThan(40)
    for (let press = 0; press < 30; press += 1) await search.press('PageDown')
    await expect(dialog.getByRole('option', { selected: true })).toContainText('ada/repository-150')

    await search.fill('things')
    const found = dialog.getByRole('option', { selected: true })
    await expect(found).toContainText('grace/atlas')
    await expect(found).toContainText('Private')
    await search.press('Enter')
    await expect(dialog.getByLabel('Name')).toHaveValue('atlas')
    await expect(dialog.getByLabel('Base branch')).toHaveValue('main')
    await dialog.getByLabel('Name').press('Enter')

    await expect(dialog).toHaveCount(0)
    await board.getByRole('button', { name: 'Skip to the board' }).click()
    await expect(board.getByRole('heading', { level: 1, name: 'Board' })).toBeVisible()
    const { items } = await host.client.projects.list()
    expect(items[0]).toMatchObject({
      name: 'atlas',
      github: { host: github.host, owner: 'grace', name: 'atlas' },
    })
    await expect.poll(async () => (await host.client.projects.list()).items[0]?.state).toBe('ready')

    await board.getByRole('button', { name: 'Add a project' }).click()
    await dialog.getByRole('tab', { name: 'GitHub' }).click()
    await search.fill('atlas')
    await expect(found).toContainText(`Project ${items[0]?.key}`)
    await search.press('Enter')
    await expect(dialog).toHaveCount(0)
    expect((await host.client.projects.list()).items).toHaveLength(1)
    expect(github.violations).toEqual([])
  } finally {
    await github.stop()
  }
})
