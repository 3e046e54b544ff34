import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentHealth } from '#shared/agents.ts'
import { CHECKS, doctorReport } from '#shared/doctor.ts'
import { model, provider } from '#shared/providers.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { REQUEST, RUN_ID, setAgentFile, WORKTREE } from './stand-ins.ts'

let at: Fixture
beforeAll(async () => {
  at = await startFixture()
})
afterAll(async () => {
  await at.close()
  await rm(WORKTREE, { recursive: true, force: true })
})

const UNKNOWN = '01990000-0000-7000-8000-00000000ffff'
const KEY = 'sk-test-0123456789-very-secret'

test('what waits for the user is listed and answered', async () => {
  const { body } = await at.call('GET', '/api/requests')
  expect(body).toEqual({ items: [REQUEST], seq: 1 })
  const path = `/api/requests/${REQUEST.id}/answer`
  expect(await at.call('POST', path, { reply: 'once' })).toMatchObject({
    status: 200,
    body: { id: REQUEST.id, answer: { reply: 'once' } },
  })
  expect(await at.call('POST', path, { reply: 'maybe' })).toMatchObject({ status: 400 })
  expect(await at.call('POST', path, { reply: 'reject', message: '  ' })).toMatchObject({ status: 400 })
  expect(await at.call('POST', `/api/requests/${UNKNOWN}/answer`, { choice: 'x' })).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND' },
  })
})

test('a run is paused and talked to', async () => {
  expect((await at.call('POST', `/api/runs/${RUN_ID}/pause`)).body).toMatchObject({ id: RUN_ID })
  const said = await at.call('POST', `/api/runs/${RUN_ID}/message`, { text: ' Use spaces ' })
  expect(said).toMatchObject({ status: 202, body: { text: 'Use spaces', state: 'queued' } })
  expect((await at.call('GET', `/api/runs/${RUN_ID}/messages`)).body.items).toHaveLength(1)
  expect((await at.call('POST', `/api/runs/${RUN_ID}/message`, { text: ' ' })).status).toBe(400)
  expect((await at.call('DELETE', `/api/messages/${UNKNOWN}`)).status).toBe(404)
  expect((await at.call('DELETE', `/api/grants/${UNKNOWN}`)).status).toBe(404)
})

test('a key is set with PUT, and no answer holds it', async () => {
  const set = await at.call('PUT', '/api/providers/zeta/key', { key: ` ${KEY} ` })
  expect(set).toMatchObject({ status: 200, body: { id: 'zeta', connected: true, source: 'key' } })
  const tried = await at.call('POST', '/api/providers/zeta/test', { key: KEY })
  expect(tried.body).toEqual({ ok: true, model: 'zeta/x', message: 'Well.', ms: 3 })
  const answers = [set, tried]
  for (const path of [
    '/api/providers',
    '/api/models',
    '/api/doctor',
    '/api/doctor/bundle',
    '/api/settings',
  ]) {
    answers.push(await at.call('GET', path))
  }
  answers.push(await at.call('PUT', '/api/providers/zeta/key', { key: `${KEY} ${KEY}` }))
  answers.push(await at.call('PUT', '/api/providers/nobody/key', { key: KEY }))
  answers.push(await at.call('POST', '/rpc/providers/setKey', { json: { id: 'zeta', key: `${KEY}\n!` } }))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 400, 404, 400])
  expect(JSON.stringify(answers) + at.logged.join('\n')).not.toContain(KEY)
  expect((await at.call('GET', '/api/providers/zeta/key')).headers.get('allow')).toBe('PUT')
  expect((await at.call('DELETE', '/api/providers/zeta')).body).toEqual({ id: 'zeta' })
})

test('lists of providers, models, agents and checks are as the contract says', async () => {
  const { items } = (await at.call('GET', '/api/providers?q=ZET')).body
  expect(items.map((one: unknown) => provider.parse(one).id)).toEqual(['zeta'])
  const models = (await at.call('GET', '/api/models')).body.items
  expect(model.array().parse(models)).toEqual([])
  expect(agentHealth.parse((await at.call('GET', '/api/agents/health')).body).state).toBe('stopped')
  expect((await at.call('POST', '/api/agents/restart')).status).toBe(200)
  const project = await at.project()
  const agents = async (query: string) => (await at.call('GET', `/api/agents${query}`)).body.items
  expect(await agents('')).toMatchObject([{ source: 'built-in' }])
  expect(await agents(`?projectId=${project.id}`)).toMatchObject([{ description: project.repoPath }])
  expect((await at.call('GET', `/api/agents?projectId=${UNKNOWN}`)).status).toBe(404)
  expect(doctorReport.parse((await at.call('GET', '/api/doctor')).body).checks).toHaveLength(CHECKS.length)
  expect((await at.call('GET', '/api/doctor/bundle')).body).toMatchObject({
    versions: { openlinear: '1.2.3' },
  })
})

test('signing in goes through its steps', async () => {
  const begun = await at.call('POST', '/api/providers/zeta/sign-in', { method: 0 })
  expect(begun).toMatchObject({ status: 200, body: { url: 'https://sign.in', mode: 'code' } })
  const done = await at.call('POST', '/api/providers/zeta/sign-in/complete', { code: 'abc' })
  expect(done).toMatchObject({ status: 200, body: { id: 'zeta' } })
  expect((await at.call('POST', '/api/providers/zeta/sign-in/cancel')).body).toEqual({ id: 'zeta' })
  expect((await at.call('POST', '/api/providers/nobody/sign-in', { method: 0 })).status).toBe(404)
})

test('an endpoint that does not answer is told in words', async () => {
  const answer = await at.call('POST', '/api/providers', { name: 'Box', baseUrl: 'http://127.0.0.1:1/v1' })
  expect(answer).toMatchObject({ status: 409, body: { code: 'PROVIDER_ERROR' } })
  const wrong = await at.call('POST', '/api/providers', { name: 'Box', baseUrl: 'file:///etc/passwd' })
  expect(wrong.status).toBe(400)
})

test('trust is given to exactly what was read', async () => {
  const project = await at.project()
  const path = `/api/projects/${project.id}/trust`
  setAgentFile(null)
  expect((await at.call('GET', path)).body).toEqual({ hash: null, files: [], trusted: true })
  setAgentFile('a'.repeat(64))
  const { body: report } = await at.call('GET', path)
  expect(report).toMatchObject({ trusted: false, files: [{ path: 'opencode.json', size: 2, text: '{}' }] })
  setAgentFile('b'.repeat(64))
  expect(await at.call('POST', path, { hash: report.hash })).toMatchObject({
    status: 409,
    body: { code: 'TRUST_CHANGED' },
  })
  setAgentFile('a'.repeat(64))
  expect((await at.call('POST', path, { hash: report.hash })).body).toMatchObject({ trusted: true })
  expect((await at.call('GET', path)).body.trusted).toBe(true)
  expect((await at.call('POST', path, { hash: 'x' })).status).toBe(400)
  expect((await at.call('GET', `/api/projects/${project.id}/grants`)).body.items).toEqual([])
  expect((await at.call('GET', `/api/projects/${UNKNOWN}/grants`)).status).toBe(404)
})

test('a shell without a desktop says so', async () => {
  expect((await at.call('GET', '/api/system')).body).toMatchObject({
    shell: 'headless',
    can: { pickFolder: false, openIn: [], notify: false },
  })
  const pick = await at.call('POST', '/api/system/pick-folder')
  expect(pick).toMatchObject({ status: 409, body: { code: 'NOT_POSSIBLE_HERE' } })
  const project = await at.project()
  const open = (body: object) => at.call('POST', '/api/system/open-folder', { where: 'files', ...body })
  expect(await open({ runId: RUN_ID })).toMatchObject({
    status: 409,
    body: { code: 'NOT_POSSIBLE_HERE', message: expect.stringContaining(WORKTREE) },
  })
  expect((await open({ projectId: project.id })).body.message).toContain(project.repoPath)
  await writeFile(join(WORKTREE, 'a.txt'), '')
  const openFile = (path: string) =>
    at.call('POST', '/api/system/open-file', { runId: RUN_ID, path, line: 3 })
  expect(await openFile('a.txt')).toMatchObject({
    status: 409,
    body: { code: 'NOT_POSSIBLE_HERE', message: expect.stringContaining(join(WORKTREE, 'a.txt')) },
  })
  expect((await openFile('../a.txt')).status).toBe(404)
  expect((await openFile('/etc/hosts')).status).toBe(400)
  await rm(project.repoPath, { recursive: true })
  expect(await open({ projectId: project.id })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  expect((await open({ runId: UNKNOWN })).status).toBe(404)
  expect((await open({})).status).toBe(400)
  expect((await open({ runId: RUN_ID, projectId: project.id })).status).toBe(400)
})

test('a project has a policy, an agent and a variant of its own', async () => {
  const project = await at.project()
  expect(project).toMatchObject({ agent: null, variant: null, permissions: { push: 'ask', shell: 'allow' } })
  const path = `/api/projects/${project.id}`
  const permissions = { ...project.permissions, push: 'deny' }
  const changed = await at.call('PATCH', path, { agent: 'plan', variant: 'high', permissions })
  expect(changed.body).toMatchObject({ agent: 'plan', variant: 'high', permissions: { push: 'deny' } })
  expect((await at.call('GET', path)).body).toMatchObject({ agent: 'plan', permissions })
  expect((await at.call('PATCH', path, { permissions: { push: 'deny' } })).status).toBe(400)
})

test('a project has settings of its own, name by name, until they are the app’s again', async () => {
  const project = await at.project()
  expect(project.settings).toMatchObject({ autoApprove: null, maxBatchSize: null })
  const path = `/api/projects/${project.id}`
  const change = (settings: unknown) => at.call('PATCH', path, { settings })
  await change({ autoApprove: true, maxBatchSize: 7 })
  const { body } = await change({ maxBatchSize: null, reviewLimit: 0 })
  expect(body.settings).toEqual({ ...project.settings, autoApprove: true, reviewLimit: 0 })
  expect((await at.call('GET', path)).body.settings).toEqual(body.settings)
  for (const wrong of [{ maxBatchSize: 0 }, { parallelLimit: 3 }, { publish: 'ftp' }])
    expect((await change(wrong)).status).toBe(400)
  const final = await at.call('PATCH', path, { finalCheckCommand: ' npm run e2e ' })
  expect(final.body).toMatchObject({ finalCheckCommand: 'npm run e2e', settings: body.settings })
  expect((await at.call('PATCH', path, { finalCheckCommand: '' })).body.finalCheckCommand).toBeNull()
})

test('the key to the secrets is apart from them', async () => {
  await at.call('PUT', '/api/providers/zeta/key', { key: KEY })
  const { body } = await at.call('GET', '/api/doctor')
  const keyring = body.checks.find((one: { id: string }) => one.id === 'keyring')
  expect(keyring).toMatchObject({
    state: 'warning',
    detail: expect.stringContaining(join(at.folder, 'config', 'secrets.key')),
  })
})
