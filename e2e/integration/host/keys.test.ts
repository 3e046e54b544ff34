import { rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestHost } from '../../support/host.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { filesWith, processesOf } from '../../support/secrecy.ts'

const KEY = 'sk-host-test-5e1c7a90b3d24f68'
const LOCAL_KEY = 'sk-host-local-0a9b8c7d6e5f4321'
const WRONG_KEY = 'sk-host-wrong-1f2e3d4c5b6a7980'
const KEYS = [KEY, LOCAL_KEY, WRONG_KEY]

let dataFolder: string
let host: TestHost
let endpoint: Server
/** What the endpoint was asked with. */
const given: (string | undefined)[] = []

beforeAll(async () => {
  dataFolder = await temporaryFolder('data')
  host = await TestHost.start(dataFolder)
  // It quotes the key that it refuses, as some do.
  endpoint = createServer((request, response) => {
    const { authorization } = request.headers
    given.push(authorization)
    request.resume()
    const isList = request.url?.endsWith('/models') ?? false
    response.writeHead(isList ? 200 : 401, { 'content-type': 'application/json' })
    const answer = isList ? { data: [{ id: 'one' }] } : { error: { message: `Wrong: ${authorization}` } }
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await host.stop()
  endpoint.closeAllConnections()
  endpoint.close()
  await rm(dataFolder, { recursive: true, force: true })
})

test('a key that is set here is in no answer, event, log line, file or command line', async () => {
  const answers: string[] = []
  const call = async (method: string, path: string, body?: object) => {
    const response = await host.fetch(path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    answers.push(text)
    return { status: response.status, body: JSON.parse(text) }
  }

  expect(await call('PUT', '/api/providers/openai/key', { key: KEY })).toMatchObject({
    status: 200,
    body: { connected: true, source: 'key' },
  })
  const baseUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1`
  const added = await call('POST', '/api/providers', { name: 'Box', baseUrl, key: LOCAL_KEY })
  expect(added).toMatchObject({ status: 201, body: { id: 'local-box', models: 1 } })
  expect(given).toEqual([`Bearer ${LOCAL_KEY}`])
  expect((await call('POST', '/api/providers/local-box/refresh')).status).toBe(200)
  expect(await call('POST', '/api/providers/local-box/test', { key: WRONG_KEY })).toMatchObject({
    status: 200,
    body: { ok: false, message: expect.stringContaining('refused the key') },
  })
  // It was really tried with the key that was typed.
  expect(given).toContain(`Bearer ${WRONG_KEY}`)
  expect((await call('PUT', '/api/providers/nobody/key', { key: WRONG_KEY })).status).toBe(404)
  expect((await call('PUT', '/api/providers/openai/key', { key: `${WRONG_KEY} x` })).status).toBe(400)
  for (const path of ['providers', 'models', 'settings', 'agents/health', 'doctor', 'doctor/bundle']) {
    expect((await call('GET', `/api/${path}`)).status).toBe(200)
  }
  const models = (await call('GET', '/api/models')).body.items as { id: string }[]
  expect(models.map(({ id }) => id)).toContain('local-box/one')

  const processes = await processesOf(host, dataFolder)
  // The agent's server has to have them, and nobody else has.
  const servers = processes.filter(({ line }) => isServer(line))
  expect(servers.some(({ environment }) => environment.includes(KEY))).toBe(true)
  for (const { line, environment } of processes) {
    expect(holds(line), line).toEqual([])
    if (!isServer(line)) expect(holds(environment), line).toEqual([])
  }

  const database = new Database(join(dataFolder, 'openlinear.db'), { readonly: true })
  const events = database.prepare(`SELECT data FROM feed WHERE event = 'provider:updated'`).pluck().all()
  database.close()
  expect(events.map((data) => JSON.parse(String(data)))).toEqual([
    { id: 'openai' },
    { id: 'local-box' },
    { id: 'local-box' },
  ])
  expect(answers.filter((answer) => holds(answer).length > 0)).toEqual([])
  expect(holds(host.stderr.join(''))).toEqual([])
  expect(await filesWith(dataFolder, KEYS)).toEqual([])

  // All of it is there again after a restart, and gone once it is taken away.
  await host.stop()
  host = await TestHost.start(dataFolder)
  expect((await call('GET', '/api/providers?q=openai')).body.items).toContainEqual(
    expect.objectContaining({ id: 'openai', source: 'key' }),
  )
  expect((await call('DELETE', '/api/providers/openai')).status).toBe(200)
  expect((await call('DELETE', '/api/providers/local-box')).status).toBe(200)
  const left = (await call('GET', '/api/providers')).body.items
  expect(left.filter(({ connected }: { connected: boolean }) => connected)).toEqual([
    expect.objectContaining({ id: 'practice' }),
  ])
  expect(await filesWith(dataFolder, KEYS)).toEqual([])
})

/** Whether a command line is that of the agent's server. */
const isServer = (line: string) => /opencode\S*\0serve/.test(line)

const holds = (text: string) => KEYS.filter((key) => text.includes(key))
