import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import { createPractice, type PracticeModel } from '#electron/practice/practice.ts'
import { TestHost } from '../../support/host.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'
import { filesWith, processesOf } from '../../support/secrecy.ts'
import { bash, practiceProject, write } from '../../support/scripted.ts'

/** A key of the user's environment, as a shell profile exports it. */
const FROM_ENVIRONMENT = 'sk-ant-proof-7f3c9d51e2b84a60'
/** A key set for a provider of the catalog. */
const SET_HERE = 'sk-proof-set-here-41d0c8a7b95e4f23'

let dataFolder: string
let repo: string
let host: TestHost
let endpoint: PracticeModel
/** Key of the endpoint that really answers. */
let used: string

beforeAll(async () => {
  dataFolder = await temporaryFolder('data')
  repo = await makeRepository()
  endpoint = createPractice({ hostId: 'proof-endpoint', log: () => undefined })
  host = await TestHost.start(dataFolder, { ANTHROPIC_API_KEY: FROM_ENVIRONMENT })
})
afterAll(async () => {
  await host.stop()
  await endpoint.stop()
  await rm(dataFolder, { recursive: true, force: true })
  await rm(repo, { recursive: true, force: true })
})

it('no key, token or password is written, shown to the agent, or on a command line during a whole run', async () => {
  const { baseUrl, apiKey } = await endpoint.ensure()
  used = apiKey
  const provider = await host.client.providers.addLocal({ name: 'Proof', baseUrl, key: used })
  await host.client.providers.setKey({ id: 'openai', key: SET_HERE })
  const { items: models } = await host.client.models.list()
  const model = models.find(({ providerId }) => providerId === provider.id)?.id
  expect(model).toBeDefined()

  const { task } = await practiceProject(host.client, repo, {
    model: model ?? '',
    permissions: { ...DEFAULT_POLICY, outside: 'allow' },
  })
  const one = await task(
    'Look for keys',
    bash('env; cat /proc/self/environ | tr "\\000" "\\n"; cat /proc/$PPID/cmdline | tr "\\000" " "'),
    write('a.txt', 'a\n'),
    bash('touch begun; while [ ! -f go-on ]; do sleep 0.1; done'),
    { text: 'Looked.' },
  )
  const run = await host.client.tasks.execute({ id: one.id })
  await host.logItem(
    run.id,
    (item) =>
      item.kind === 'tool' && item.state === 'running' && JSON.stringify(item.input ?? {}).includes('go-on'),
  )

  const all = await processesOf(host, dataFolder)
  const server = all.find((process) => process.line.includes('opencode') && process.line.includes('serve'))
  const password = /OPENCODE_SERVER_PASSWORD=([^\0]+)/.exec(server?.environment ?? '')?.[1] ?? ''
  expect(password.length).toBeGreaterThan(20)
  const secrets = [FROM_ENVIRONMENT, SET_HERE, used, host.token, password]
  expect(all.filter((process) => secrets.some((one) => process.line.includes(one)))).toEqual([])

  const shell = all.find((process) => process.line.includes('while [ ! -f go-on ]'))
  expect(shell?.environment).toContain('PATH=')
  expect(secrets.filter((secret) => shell?.environment.includes(secret))).toEqual([])
  // Its ancestors up to the server, which has to have them.
  const bearers = all.filter((process) =>
    [used, SET_HERE, password].some((one) => process.environment.includes(one)),
  )
  expect(bearers.map(({ pid }) => pid)).toEqual([server?.pid])

  const { worktreePath } = await host.client.runs.get({ id: run.id })
  await writeFile(join(worktreePath ?? '', 'go-on'), '')
  await host.runWith(run.id, 'succeeded', 'failed')

  expect(await filesWith(dataFolder, secrets)).toEqual([])
  expect(await filesWith(repo, secrets)).toEqual([])

  for (const path of [
    '/api/events?after=0',
    '/api/providers',
    '/api/models',
    '/api/agents/health',
    '/api/settings',
    '/api/projects',
    `/api/runs/${run.id}/logs`,
    '/api/doctor',
    '/api/doctor/bundle',
    '/openapi.json',
  ]) {
    const controller = new AbortController()
    const response = await host.fetch(path, { signal: controller.signal })
    expect(response.status, path).toBe(200)
    const text = path.includes('events') ? await firstPart(response) : await response.text()
    controller.abort()
    expect(text.length, path).toBeGreaterThan(1)
    expect(
      secrets.filter((secret) => text.includes(secret)),
      path,
    ).toEqual([])
  }
  expect(secrets.filter((secret) => host.stderr.join('').includes(secret))).toEqual([])
}, 180_000)

/** What a stream says until it has told of the run's end. */
async function firstPart(response: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    if (text.includes('execution:completed')) return text
  }
  return text
}
