import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../support/repository.ts'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

test('what nobody needs is listed before it goes, and what is left over is kept', async ({
  page,
  ownHost,
  dataFolder,
  repo,
}) => {
  await practiceProject(ownHost.client, repo)
  const at = (name: string) => join(dataFolder, 'worktrees', 'FIX', name)
  await mkdir(at('empty'), { recursive: true })
  await git(repo, 'worktree', 'add', '--quiet', '-b', 'openlinear/fix-7', at('fix-7-1a2b3c4d'))
  await writeFile(join(at('fix-7-1a2b3c4d'), 'loose.txt'), 'loose\n')

  await page.goto(ownHost.address)
  await page.goto(new URL('/settings?section=storage', ownHost.url).href)
  const leftOver = page.getByRole('table', { name: 'Left over' })
  await expect(leftOver.getByText('Holds 1 changed file that your branches lack.')).toBeVisible()
  await expect(page.getByText(/ in use, .* free on this disk/)).toBeVisible()

  await page.getByRole('button', { name: 'Look and free…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('listitem')).toHaveCount(1)
  await expect(dialog.getByRole('listitem')).toContainText('empty')
  expect(existsSync(at('empty'))).toBe(true)
  await dialog.getByRole('button', { name: /^Free / }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(leftOver.getByText('empty', { exact: true })).toBeHidden()
  expect(existsSync(at('empty'))).toBe(false)

  await leftOver.getByRole('button', { name: 'Keep: fix-7-1a2b3c4d' }).click()
  await expect(page.getByText('kept/fix-7')).toBeVisible()
  await expect(leftOver).toBeHidden()
  expect(await git(repo, 'show', 'kept/fix-7:loose.txt')).toBe('loose')
  expect(existsSync(at('fix-7-1a2b3c4d'))).toBe(false)
})
