import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { TestHost } from '../support/host.ts'
import { git } from '../support/repository.ts'
import { bash, practiceProject, write } from '../support/scripted.ts'
import { expect, skipOnPush, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

/** As long as OpenCode's server may take to start anew on a busy machine. */
const OPENCODE = { timeout: 60_000 }

const open = (page: Page, host: TestHost, section: string) =>
  page.goto(new URL(`/settings?section=${section}`, host.url).href)
const openProject = (page: Page, host: TestHost, id: string, part: string) =>
  page.goto(new URL(`/projects/${id}/settings#${part}`, host.url).href)

/** A server that speaks as much of OpenAI's protocol as is needed to name its models. */
async function modelServer(models: string[]): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.url !== '/v1/models') response.statusCode = 404
    response.end(JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server }
}

test('a key is set, never shown again, and removed', async ({ board, host }) => {
  skipOnPush()
  test.slow()
  const key = 'sk-ant-e2e-0123456789-not-a-real-key'
  await open(board, host, 'providers')
  await board.getByRole('searchbox', { name: 'Find a provider' }).fill('anthropic')
  await board.getByRole('link', { name: /^Anthropic API key/ }).click()
  await expect(board.getByRole('heading', { level: 1, name: 'Anthropic' })).toBeVisible()
  await expect(board.getByText('Not connected')).toBeVisible()

  const field = board.getByLabel('API key')
  await expect(field).toHaveAttribute('type', 'password')
  await field.fill(key)
  await board.getByRole('button', { name: 'Save' }).click()
  await expect(board.getByText('Key kept here')).toBeVisible(OPENCODE)
  await expect(board.getByText('Claude', { exact: false }).first()).toBeVisible(OPENCODE)

  await board.reload()
  await expect(board.getByText('Key kept here')).toBeVisible(OPENCODE)
  expect(await board.content()).not.toContain(key)
  for (const path of ['/api/providers', '/api/models', '/api/settings', '/api/doctor/bundle'])
    expect(await (await host.fetch(path)).text(), path).not.toContain(key)

  await board.getByRole('button', { name: 'Remove…' }).click()
  await board.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(board.getByText('Not connected')).toBeVisible(OPENCODE)
  const { items } = await host.client.providers.list({ q: 'anthropic' })
  expect(items.find((one) => one.id === 'anthropic')?.connected).toBe(false)
})

test('a sign-in says where to go, and can be cancelled and begun again', async ({ board, host }) => {
  test.slow()
  await open(board, host, 'providers/openai')
  for (let attempt = 0; attempt < 2; attempt++) {
    await board.getByRole('button', { name: 'Sign in…' }).first().click(OPENCODE)
    const dialog = board.getByRole('dialog', { name: 'Sign in to OpenAI' })
    await expect(dialog.getByText(/^https:\/\/auth\.openai\.com\//)).toBeVisible(OPENCODE)
    await expect(dialog.getByText('Waiting until you are done')).toBeVisible()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toHaveCount(0)
  }
  await expect(board.getByText('Not connected')).toBeVisible()
})

test('a local endpoint is added by its address, and its models can be chosen', async ({ board, host }) => {
  skipOnPush()
  test.slow()
  const models = ['tiny-coder']
  const { url, server } = await modelServer(models)
  try {
    await open(board, host, 'providers')
    await board.getByRole('button', { name: 'Other address' }).click()
    const dialog = board.getByRole('dialog')
    await dialog.getByLabel('Address').fill('http://127.0.0.1:9/v1')
    await dialog.getByLabel('Name').fill('Tiny')
    await dialog.getByRole('button', { name: 'Add' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()

    await dialog.getByLabel('Address').fill(url)
    await dialog.getByRole('button', { name: 'Add' }).click()
    await expect(board.getByRole('heading', { level: 1, name: 'Tiny' })).toBeVisible(OPENCODE)
    await expect(board.getByText('tiny-coder')).toBeVisible(OPENCODE)

    models.push('late-coder')
    await board.getByRole('button', { name: 'Refresh models' }).click()
    await expect(board.getByText('late-coder')).toBeVisible(OPENCODE)

    await board.getByRole('link', { name: 'Agent and model' }).click()
    await board.getByRole('button', { name: 'Default model' }).click()
    await board.getByPlaceholder('Find a model').fill('tiny late')
    await expect(board.getByRole('option', { name: /^late-coder/ })).toBeVisible(OPENCODE)
    await expect(board.getByRole('option', { name: /^tiny-coder/ })).toHaveCount(0)
    await board.keyboard.press('Enter')
    await expect
      .poll(async () => (await host.client.settings.get()).model)
      .toMatch(/^local-[a-z0-9-]+\/late-coder$/)

    await board.getByRole('link', { name: 'Providers', exact: true }).click()
    await board.getByRole('link', { name: /^Tiny/ }).click()
    await board.getByRole('button', { name: 'Remove…' }).click()
    await board.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(board.getByRole('heading', { level: 1, name: 'Providers' })).toBeVisible(OPENCODE)
    await expect(board.getByRole('link', { name: /^Tiny/ })).toHaveCount(0)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('code leaves the machine only after the user has said so', async ({ board, host }) => {
  await open(board, host, 'providers')
  const cloud = board.getByRole('switch', { name: 'Use the free cloud models' })
  await expect(cloud).not.toBeChecked(OPENCODE)
  await cloud.click()
  await expect(board.getByRole('dialog', { name: 'Let your code leave this machine?' })).toBeVisible()
  await board.keyboard.press('Escape')
  await expect(cloud).not.toBeChecked()
  expect((await host.client.settings.get()).openCodeCloud).toBe(false)

  await cloud.click()
  await board.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click()
  await expect(cloud).toBeChecked()
  await expect.poll(async () => (await host.client.settings.get()).openCodeCloud).toBe(true)
  await cloud.click()
  await expect.poll(async () => (await host.client.settings.get()).openCodeCloud).toBe(false)
})

test('the doctor says how everything is and gives a bundle without secrets', async ({ board, host }) => {
  await open(board, host, 'doctor')
  for (const title of ['Git', 'OpenCode', 'Database'])
    await expect(board.getByRole('listitem').filter({ hasText: title }).first()).toBeVisible(OPENCODE)
  const { checks } = await host.client.doctor.report()
  await expect(board.getByRole('listitem')).toHaveCount(checks.length)
  await board.getByRole('button', { name: 'Run again' }).click()
  await expect(board.getByRole('button', { name: 'Run again' })).toBeEnabled(OPENCODE)

  const waiting = board.waitForEvent('download')
  await board.getByRole('button', { name: 'Download' }).click()
  const download = await waiting
  expect(download.suggestedFilename()).toMatch(/^openlinear-support-.*\.json$/)
  const text = await readFile(await download.path(), 'utf8')
  expect(Object.keys(JSON.parse(text) as object)).toContain('at')
  expect(text).not.toContain(host.token)
})

test('rules are changed by keyboard, and a kept permission is revoked', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  await openProject(board, host, fixture.projectId, 'permissions')
  await expect(board.getByText('This is a guard, not a wall.')).toBeVisible()
  const shell = board.getByRole('radiogroup', { name: 'Run shell commands' })
  await expect(shell.getByRole('radio', { name: 'Allow' })).toBeChecked()
  await shell.getByRole('radio', { name: 'Allow' }).focus()
  await board.keyboard.press('ArrowRight')
  await expect(shell.getByRole('radio', { name: 'Ask' })).toBeChecked()
  await expect
    .poll(async () => (await host.client.projects.get({ id: fixture.projectId })).permissions.shell)
    .toBe('ask')

  const task = await fixture.task('Say hello', bash('echo hello'), write('a.txt', 'a\n'), { text: 'Done.' })
  await host.client.tasks.execute({ id: task.id })
  const request = await host.when(async () => (await host.client.requests.list()).items[0])
  expect(request.kind).toBe('permission')
  await host.client.requests.answer({ id: request.id, reply: 'always' })

  const revoke = board.getByRole('button', { name: /^Revoke Shell command: echo/ })
  await expect(revoke).toBeVisible(OPENCODE)
  await revoke.click()
  await expect(revoke).toHaveCount(0)
  await expect
    .poll(async () => (await host.client.projects.grants({ id: fixture.projectId })).items)
    .toEqual([])
})

test('exactly the content that was read is trusted', async ({ board, host, repo }) => {
  const commit = async (content: string) => {
    await mkdir(join(repo, '.opencode/plugin'), { recursive: true })
    await writeFile(join(repo, '.opencode/plugin/hook.js'), content)
    await git(repo, 'add', '-A')
    await git(repo, 'commit', '--quiet', '-m', 'Plugin')
  }
  await commit('export const first = 1\n')
  const { projectId } = await practiceProject(host.client, repo)
  await openProject(board, host, projectId, 'trust')
  await expect(board.getByText('Not trusted yet')).toBeVisible()
  await expect(board.getByText('.opencode/plugin/hook.js')).toBeVisible()
  await expect(board.getByText('export const first = 1')).toBeVisible()

  await commit('export const second = 2\n')
  await board.getByRole('button', { name: 'Trust one file' }).click()
  await expect(board.getByText(/files have changed/)).toBeVisible()
  await expect(board.getByText('export const second = 2')).toBeVisible()
  await expect(board.getByText('Not trusted yet')).toBeVisible()

  await board.getByRole('button', { name: 'Trust one file' }).click()
  await expect(board.getByText('Trusted', { exact: true })).toBeVisible()
  expect((await host.client.projects.trustReport({ id: projectId })).trusted).toBe(true)

  // Withdrawn, and given again.
  await board.getByRole('button', { name: 'Withdraw' }).click()
  await expect(board.getByText('Not trusted yet')).toBeVisible()
  expect((await host.client.projects.trustReport({ id: projectId })).trusted).toBe(false)
  await board.getByRole('button', { name: 'Trust one file' }).click()
  await expect(board.getByText('Trusted', { exact: true })).toBeVisible()
})
