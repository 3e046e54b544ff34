import { homedir } from 'node:os'
import { join } from 'node:path'
import { rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AgentHealth } from '#shared/agents.ts'
import type { Check } from '#shared/doctor.ts'
import { AppError } from '#shared/errors.ts'
import type { Model, Provider } from '#shared/providers.ts'
import { makeWorld, type World } from '../git/testing.ts'
import type { AgentProviders } from '../agents/runtime.ts'
import type { SecretStore } from '../platform.ts'
import { createProjects, type Projects } from '../projects/projects.ts'
import { createFileSecrets } from '../secrets/file-secrets.ts'
import { createSettings, type SettingsService } from '../settings/settings.ts'
import { openStore, type Store } from '../store/store.ts'
import { createLabels } from '../tasks/labels.ts'
import { createTasks } from '../tasks/tasks.ts'
import { carryOut } from './check.ts'
import { createDoctor, type Doctor } from './doctor.ts'
import { createLogRing, type LogRing } from './log-ring.ts'

let world: World
let store: Store
let settings: SettingsService
let projects: Projects
let ring: LogRing
let doctor: Doctor
let secrets: SecretStore
let health: AgentHealth
let startProblem: string | null
let ripgrep: string | null
let listed: Partial<Provider>[]
let endpointSet: boolean
let dataFolder: string
let stray: string[]
let author: string | null

beforeEach(async () => {
  world = await makeWorld()
  dataFolder = join(world.folder, 'data')
  store = await openStore({ folder: dataFolder })
  settings = await createSettings({
    store,
    dataFolder,
    pointerFile: join(world.folder, 'config', 'location.json'),
    configuredModel: async () => null,
  })
  projects = createProjects({
    store,
    git: world.git,
    settings,
    dataFolder,
    tasks: createTasks({ store }),
    labels: createLabels({ store }),
    github: { accounts: async () => [], hosts: async () => [] },
    log: () => undefined,
    sample: { files: [], tasks: [] },
  })
  secrets = createFileSecrets({
    file: join(dataFolder, 'secrets.sealed'),
    keyFile: join(world.folder, 'config', 'secrets.key'),
  })
  ring = createLogRing(() => undefined)
  health = {
    state: 'healthy',
    name: 'OpenCode',
    version: '1.2.3',
    problem: null,
    servers: [],
    crashes: 0,
    retryAt: null,
  }
  startProblem = null
  ripgrep = '/usr/bin/rg'
  listed = []
  endpointSet = false
  stray = []
  author = 'Ada <ada@example.com>'
  doctor = createDoctor({
    github: { secrets: () => [] },
    version: '9.9.9',
    store,
    git: { ...world.git, author: async () => author },
    projects,
    settings,
    dataFolder,
    log: ring,
    ripgrep: async () => ripgrep,
    strays: async () => stray,
    agents: {
      name: 'OpenCode',
      health: async () => health,
      providers: {
        list: async () => {
          if (startProblem !== null) throw new Error(startProblem)
          return []
        },
      } as unknown as AgentProviders,
    },
    providers: {
      list: async () => listed as Provider[],
      endpoints: async () => ['http://127.0.0.1:1/v1'].filter(() => endpointSet),
      models: async () => [{ id: 'zeta/large' }] as Model[],
    },
    platform: {
      shell: 'headless',
      can: { pickFolder: false, openIn: [], editors: [], notify: false },
      secrets,
    },
  })
})
afterEach(async () => {
  await projects.close()
  await store.close()
  await world.close()
})

const check = async (id: Check['id']) => {
  const found = (await doctor.report()).checks.find((one) => one.id === id)
  if (found === undefined) throw new Error(`there is no check ${id}`)
  return found
}

test('a git that knows nobody is well, as commits are made without, and told of with the commands that tell it', async () => {
  author = null
  const { state, detail, fix } = await check('git')
  expect(state).toBe('ok')
  expect(detail).toContain('commits are made as OpenLinear')
  expect(fix).toContain('git config --global user.email')
})

test('a machine where all is well', async () => {
  const { checks } = await doctor.report()
  expect(checks.map(({ id }) => id)).toEqual([
    'git',
    'opencode',
    'ripgrep',
    'model',
    'disk',
    'keyring',
    'network',
    'database',
    'repositories',
    'worktrees',
  ])
  const states = Object.fromEntries(checks.map(({ id, state }) => [id, state]))
  // The disk is as it is here; no model is set, and the key lies beside what it opens.
  expect(states).toMatchObject({
    git: 'ok',
    opencode: 'ok',
    ripgrep: 'ok',
    model: 'warning',
    keyring: 'warning',
    network: 'ok',
    database: 'ok',
    repositories: 'ok',
    worktrees: 'ok',
  })
  for (const { id, state, fix } of checks) expect(fix === null, id).toBe(state === 'ok')
  expect(checks.find(({ id }) => id === 'keyring')?.detail).toMatch(
    /^Encrypted file: The key .* on the same disk/,
  )
})

describe('the agent', () => {
  test('that cannot be started', async () => {
    startProblem = 'OpenCode was not found on PATH.'
    expect(await check('opencode')).toMatchObject({
      state: 'problem',
      detail: 'OpenCode 1.2.3 does not run: OpenCode was not found on PATH.',
      fix: expect.stringContaining('Restart it'),
    })
  })
  test('that has crashed', async () => {
    health.crashes = 2
    expect(await check('opencode')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('ended 2 times'),
    })
  })
  test('that is unhealthy', async () => {
    health = { ...health, state: 'unhealthy', problem: 'It crashed.' }
    expect(await check('opencode')).toMatchObject({
      state: 'problem',
      detail: expect.stringContaining('It crashed.'),
    })
  })
})

test('no ripgrep', async () => {
  ripgrep = null
  expect(await check('ripgrep')).toMatchObject({
    state: 'warning',
    fix: expect.stringContaining('Install ripgrep'),
  })
})

describe('the model', () => {
  const provider = { id: 'zeta', name: 'Zeta', connected: true }
  test.each([
    ['zeta/large', [provider], 'ok'],
    ['zeta/other', [provider], 'warning'],
    ['zeta/large', [{ ...provider, connected: false }], 'problem'],
    ['zeta/large', [], 'problem'],
  ])('%s with %j is %s', async (model, known, state) => {
    await settings.update({ model })
    listed = known
    expect(await check('model')).toMatchObject({ state })
  })
})

test('a key store that is shut', async () => {
  await writeFile(join(dataFolder, 'secrets.sealed'), 'damaged')
  expect(await check('keyring')).toMatchObject({
    state: 'problem',
    detail: expect.stringContaining('is gone'),
  })
})

test('repositories that are gone or cannot be read are named', async () => {
  const [gone, damaged, whole] = [
    await world.repository({ a: 'a' }, 'gone'),
    await world.repository({ a: 'a' }, 'damaged'),
    await world.repository({ a: 'a' }, 'whole'),
  ]
  for (const localPath of [gone, damaged, whole]) await projects.create({ localPath })
  expect(await check('repositories')).toMatchObject({ state: 'ok', fix: null })
  await rm(join(gone, '.git'), { recursive: true })
  await writeFile(join(damaged, '.git', 'config'), '[broken')
  const { state, detail, fix } = await check('repositories')
  expect([state, fix]).toEqual(['problem', expect.stringContaining('Put it back')])
  expect(detail).toContain(`there is no repository at ${gone} any more.`)
  expect(detail).toContain('damaged: ')
  expect(detail).not.toContain('whole')
})

test('worktrees that no run knows are named, with what to do', async () => {
  stray = ['/data/worktrees/APP/fix-1']
  expect(await check('worktrees')).toMatchObject({
    state: 'warning',
    detail: 'One belongs to no run, and may hold work: /data/worktrees/APP/fix-1.',
    fix: expect.stringContaining('Settings › Storage'),
  })
  stray = Array.from({ length: 7 }, (_, index) => `/w/${index}`)
  expect((await check('worktrees')).detail).toMatch(/^7 belong to no run.*\/w\/4 and 2 more\.$/)
})

test('the network is tried where the user’s own remotes are', async () => {
  const repo = await world.repository()
  await world.user(repo, 'remote', 'add', 'origin', 'https://no-such-host.invalid/a/b.git')
  await projects.create({ localPath: repo })
  expect(await check('network')).toMatchObject({
    state: 'warning',
    detail: 'Offline? Not reached: no-such-host.invalid:443.',
  })
})

test('so are endpoints by URL', async () => {
  endpointSet = true
  expect(await check('network')).toMatchObject({
    state: 'warning',
    detail: expect.stringContaining('127.0.0.1:1'),
  })
})

test('a check that throws or hangs is a problem in words', async () => {
  const plan = { id: 'git', title: 'Git', timeoutMs: 20 } as const
  const throwing = async () => {
    throw new AppError('UNAVAILABLE', 'There is no git.')
  }
  expect(await carryOut({ ...plan, run: throwing })).toMatchObject({
    state: 'problem',
    detail: 'There is no git.',
  })
  expect(await carryOut({ ...plan, run: () => new Promise(() => undefined) })).toMatchObject({
    state: 'problem',
    detail: 'It did not answer within 0.02 seconds.',
  })
})

test('the log keeps its newest lines', () => {
  for (let number = 1; number <= 250; number += 1) ring.log('info', `line ${number}`)
  const lines = ring.lines()
  expect([lines.length, lines[0]?.message, lines.at(-1)?.message]).toEqual([200, 'line 51', 'line 250'])
})

test('a support bundle helps without telling whose it is', async () => {
  const repo = await world.repository({ 'README.md': 'x' }, 'skunkworks')
  await world.user(
    repo,
    'remote',
    'add',
    'origin',
    'https://ada:pw1234@no-such-host.invalid/ada/skunkworks-remote.git',
  )
  const project = await projects.create({ localPath: repo, name: 'Project Manhattan' })
  const tasks = createTasks({ store })
  const task = await tasks.create({
    projectId: project.id,
    title: 'Build the bomb',
    description: 'In Los Alamos',
  })
  await store.db
    .insertInto('runs')
    .values({
      id: store.newId(),
      task_id: task.id,
      project_id: project.id,
      attempt: 1,
      status: 'failed',
      step: 'check',
      failure_code: 'check_failed',
      failure_message: `The check command \`make bomb\` failed in ${repo}.`,
      model: 'a/b',
      agent: 'build',
      prompt: 'Build the bomb',
      fix_attempts: 0,
      input_tokens: 0,
      output_tokens: 0,
      cost: 0,
      worked_ms: 0,
      limit_ms: 0,
      queued_at: store.now(),
      created_at: store.now(),
      ended_at: store.now(),
      updated_seq: 1,
    })
    .execute()
  // A key and a token that look like nothing in particular.
  await secrets.set('provider/zeta', 'no-token-shape-at-all')
  doctor.hide('my-own-shell-token')
  await settings.update({ githubHosts: [{ host: 'github.lockheed.example', clientId: 'Ov23liOfTheirApp' }] })
  ring.log('warn', `could not fetch ${repo} as no-token-shape-at-all`, {
    url: 'https://no-such-host.invalid/ada',
    home: homedir(),
  })
  vi.stubEnv('ZETA_API_KEY', 'plainwordsofakey')
  ring.log('info', 'the shell is open to my-own-shell-token, and plainwordsofakey is wrong')

  const bundle = await doctor.bundle()
  const text = JSON.stringify(bundle)
  for (const secret of [
    'no-token-shape-at-all',
    'skunkworks',
    'Manhattan',
    'bomb',
    'Alamos',
    'no-such-host',
    'pw1234',
    'my-own-shell-token',
    'lockheed',
    'Ov23liOfTheirApp',
    'plainwordsofakey',
    ...(homedir().length > 3 ? [homedir()] : []),
  ]) {
    expect(text, secret).not.toContain(secret)
  }
  expect(bundle).toMatchObject({
    versions: { openlinear: '9.9.9', node: process.versions.node },
    settings: { parallelLimit: 3, githubHosts: 1 },
    agent: { version: '1.2.3' },
    counts: { projects: { ready: 1 }, tasks: { todo: 1 }, runs: { failed: 1 } },
    failures: [{ code: 'check_failed', message: 'The check command … failed in <project 1>.' }],
    log: [{ level: 'warn', message: 'could not fetch <project 1> as <hidden>' }, { level: 'info' }],
  })
  expect(text).not.toContain(process.env.PATH)
  vi.unstubAllEnvs()
})
