import { FakeGithub } from '../support/github/fake-github.ts'
import { expect, test } from './fixtures.ts'

test('somebody signs in with a code from nothing on, adds a token, and removes both', async ({
  board,
  host,
}) => {
  const fake = await FakeGithub.start()
  try {
    fake.addUser('ada', { name: 'Ada Lovelace' })
    fake.addUser('grace')
    await board.goto(new URL('/settings?section=github', host.url).href)
    await expect(board.getByText('Nobody is signed in')).toBeVisible()

    // Without an OAuth app the way to one is told; the server of a company is added by any of its addresses.
    await board.getByRole('button', { name: 'Sign in with GitHub…' }).click()
    const dialog = board.getByRole('dialog')
    await expect(dialog.getByRole('listitem')).toHaveCount(4)
    await expect(dialog.getByRole('link', { name: 'Register a new OAuth app' })).toHaveAttribute(
      'href',
      'https://github.com/settings/applications/new',
    )
    await board.keyboard.press('Escape')
    await board.getByRole('button', { name: 'Add a server…' }).click()
    await dialog.getByLabel('Server').fill(`http://${fake.host}/api/v3`)
    await board.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)

    await board.getByRole('button', { name: 'Sign in with GitHub…' }).click()
    await dialog.getByRole('combobox', { name: 'Server' }).click()
    await board.getByRole('option', { name: fake.host }).click()
    const clientId = dialog.getByLabel('Client ID')
    await clientId.fill('Ov23liWrongWrong')
    await board.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toHaveText(/knows no OAuth app with this client ID/)
    await dialog.getByRole('button', { name: 'Change the client ID…' }).press('Enter')
    await expect(clientId).toHaveValue('Ov23liWrongWrong')
    await expect(clientId).toBeFocused()
    await clientId.fill(fake.devices.clientId)
    await board.keyboard.press('Enter')
    const code = dialog.getByRole('status', { name: 'Code' })
    await expect(code).toHaveText(/^[A-Z]{4}-[A-Z]{4}$/)
    for (const scope of ['read:user', 'user:email', 'repo']) {
      await expect(dialog.getByText(scope, { exact: true })).toBeVisible()
    }
    fake.devices.deny(await code.innerText())
    await expect(dialog.getByRole('alert')).toHaveText(/refused in the browser/)
    await expect(dialog.getByRole('button', { name: 'Try again' })).toBeFocused()
    await board.keyboard.press('Enter')
    await expect(code).toBeVisible()
    fake.devices.approve(await code.innerText(), 'ada')
    await expect(dialog.getByText('You are signed in as ada.')).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused()
    await board.keyboard.press('Enter')
    await expect(board.getByText('Ada Lovelace')).toBeVisible()

    const token = fake.addToken('grace', { scopes: ['read:user'] })
    await board.getByRole('button', { name: 'Use a token…' }).click()
    await dialog.getByRole('combobox', { name: 'Server' }).click()
    await board.getByRole('option', { name: fake.host }).click()
    await dialog.getByLabel('Token').fill(`${token.value}x`)
    await board.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toHaveText(/does not take this token/)
    await dialog.getByLabel('Token').fill(token.value)
    await board.keyboard.press('Enter')
    await expect(board.getByText('lacks the scope repo')).toBeVisible()
    expect(await board.content()).not.toContain(token.value)

    for (const login of ['grace', 'ada']) {
      await board.getByRole('button', { name: `Remove ${login}…` }).click()
      await dialog.getByRole('button', { name: 'Remove' }).click()
      await expect(dialog).toHaveCount(0)
    }
    await expect(board.getByText('Nobody is signed in')).toBeVisible()
    await board.getByRole('button', { name: `Remove ${fake.host}` }).click()
    await expect(dialog.getByText('The client ID of its OAuth app is forgotten.')).toBeVisible()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await expect(board.getByRole('button', { name: `Remove ${fake.host}` })).toHaveCount(0)
    await expect.poll(() => board.evaluate(() => document.activeElement !== document.body)).toBe(true)
    expect((await host.client.github.accounts()).items).toEqual([])
  } finally {
    await fake.stop()
  }
})
