import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type {
  AgentCredentials,
  AgentRuntime,
  AgentSession,
  Asks,
  OpenSession,
  TurnLimits,
} from '#electron/agents/runtime.ts'
import { createOpenCode, type OpenCodeOptions } from '#electron/opencode/opencode.ts'
import type { PracticeRequest } from '#electron/practice/http.ts'
import { createPractice, type PracticeModel } from '#electron/practice/practice.ts'
import { scriptBlock, type Script } from '#electron/practice/script.ts'
import { endLeftovers } from '#electron/process/leftovers.ts'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import type { LogBody, LogItem } from '#shared/run-log.ts'

const run = promisify(execFile)

/** The practice model as the user's own provider. */
export const SCRIPTED = 'scripted/scripted'
export const PRACTICE = 'practice/scripted'

export const PATIENT: TurnLimits = { silentModelMs: 60_000, maxRetryWaitMs: 60_000 }

/** Everything an integration test needs around a runtime; nothing of the real user is touched or read. */
export interface Bench {
  folder: string
  hostId: string
  runtime: AgentRuntime
  practice: PracticeModel
  /** Folder of the pretended user's configuration, `opencode/` in it. */
  userConfig: string
  /** What the model was asked, oldest first. */
  requests(): Promise<PracticeRequest[]>
  /** What the servers are given at their next start; may be changed. */
  credentials: AgentCredentials
  /** All that was logged. */
  messages: string[]
  /** Makes a git repository with one commit and answers with its path. */
  repository(files?: Record<string, string>): Promise<string>
  /** Another runtime on the same data, as after a restart. */
  restart(): AgentRuntime
  end(): Promise<void>
}

/** Waits until `probe` gives something other than null, undefined and false. */
export async function until<T>(
  probe: () => T | Promise<T>,
  what: string,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const value = await probe()
    if (value !== null && value !== undefined && value !== false) return value
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`)
    await delay(20)
  }
}

export interface BenchOptions {
  /** Merged over the user's opencode.json. */
  config?: Record<string, unknown>
  /** Added to the user's environment. */
  env?: NodeJS.ProcessEnv
  runtime?: Pick<OpenCodeOptions, 'recycleAbove' | 'patienceMs'>
}

/** Starts a practice model and makes a runtime whose user has it configured as provider `scripted`. */
export async function createBench(options: BenchOptions = {}): Promise<Bench> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'openlinear-opencode-')))
  const hostId = `test-${folder.slice(-6)}-${process.pid}`
  const messages: string[] = []
  const log = (level: string, message: string, data?: Record<string, unknown>) => {
    const line = `${level} ${message} ${data === undefined ? '' : JSON.stringify(data)}`
    messages.push(line)
    if (process.env.SHOW_LOG === '1') console.log(line)
  }
  const practice = createPractice({ hostId, log })
  const { baseUrl, apiKey } = await practice.ensure()
  const home = join(folder, 'home')
  const userConfig = join(home, '.config')
  await mkdir(join(userConfig, 'opencode'), { recursive: true })
  await writeConfig(join(userConfig, 'opencode', 'opencode.json'), {
    baseUrl,
    apiKey,
    ...(options.config !== undefined && { extra: options.config }),
  })
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: home,
    SHELL: '/bin/bash',
    ...options.env,
  }
  const runtimes: AgentRuntime[] = []
  const credentials: AgentCredentials = { keys: {}, local: [], cloud: false }
  const make = () => {
    const runtime = createOpenCode({
      dataDir: join(folder, 'data'),
      hostId,
      log,
      binary: async () => 'bundled',
      credentials: async () => structuredClone(credentials),
      // A runtime ends its practice model; the bench keeps one for all of them.
      practice: { ensure: () => practice.ensure(), stop: async () => undefined },
      env,
      ...options.runtime,
    })
    runtimes.push(runtime)
    return runtime
  }
  let repositories = 0
  return {
    folder,
    hostId,
    runtime: make(),
    practice,
    userConfig,
    credentials,
    messages,
    restart: make,
    async requests() {
      const address = await practice.ensure()
      const response = await fetch(`${address.baseUrl}/requests`, {
        headers: { authorization: `Bearer ${address.apiKey}` },
      })
      return (await response.json()) as PracticeRequest[]
    },
    async repository(files = { 'README.md': '# A repository\n' }) {
      const path = join(folder, `repository-${repositories++}`)
      await makeRepository(path, files)
      return path
    },
    async end() {
      for (const runtime of runtimes) await runtime.stop()
      await practice.stop()
      await endLeftovers(hostId)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Writes an opencode.json with the practice model as provider `scripted`. */
export async function writeConfig(
  path: string,
  {
    baseUrl,
    apiKey,
    more = {},
    extra = {},
  }: {
    baseUrl: string
    apiKey: string
    /** Other providers. */
    more?: Record<string, unknown>
    extra?: Record<string, unknown>
  },
): Promise<void> {
  const config = {
    model: SCRIPTED,
    provider: {
      scripted: {
        name: 'Scripted',
        npm: '@ai-sdk/openai-compatible',
        options: { baseURL: baseUrl, apiKey },
        models: {
          scripted: { name: 'Scripted', tool_call: true, limit: { context: 1_000_000, output: 32_000 } },
        },
      },
      ...more,
    },
    ...extra,
  }
  await writeFile(path, JSON.stringify(config, null, 2))
}

/** Makes a git repository with one commit. */
export async function makeRepository(path: string, files: Record<string, string>): Promise<void> {
  await mkdir(path, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(path, name, '..'), { recursive: true })
    await writeFile(join(path, name), content)
  }
  const git = (...args: string[]) => run('git', ['-C', path, ...args])
  await git('init', '-q', '-b', 'main')
  await git('add', '-A')
  await git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '-qm', 'Begin')
}

/** A session with its log, gathered as the engine would. */
export interface Recorded {
  session: AgentSession
  log: LogItem[]
  /** As they were told last. */
  asks(): Asks
  /** Sends a script as a message of its own and waits for the turn. */
  turn(script: Script | string, limits?: TurnLimits): ReturnType<AgentSession['turn']>
  of<K extends LogBody['kind']>(kind: K): Extract<LogItem, { kind: K }>[]
  /** Text of all parts of a kind, in order of their first item. */
  prose(kind?: 'text' | 'reasoning'): string
}

let keys = 0

/** Opens a session and records what it reports, on top of an earlier log. */
export async function record(
  runtime: AgentRuntime,
  directory: string,
  options: Partial<OpenSession> = {},
): Promise<Recorded> {
  const log: LogItem[] = [...(options.history ?? [])]
  let asks: Asks = { open: [], blocked: false }
  const session = await runtime.openSession({
    directory,
    key: `key-${keys++}`,
    title: 'A test',
    model: SCRIPTED,
    agent: 'build',
    variant: null,
    permissions: DEFAULT_POLICY,
    grants: [],
    sessionId: null,
    onAsks: (now) => (asks = now),
    ...options,
    history: [...log],
    report: (items) => {
      for (const item of items) log.push({ seq: log.length + 1, at: new Date().toISOString(), ...item })
    },
  })
  const of = <K extends LogBody['kind']>(kind: K) =>
    log.filter((item): item is Extract<LogItem, { kind: K }> => item.kind === kind)
  return {
    session,
    log,
    asks: () => asks,
    of,
    turn: (script, limits = PATIENT) =>
      session.turn(
        runtime.newMessageId(),
        typeof script === 'string' ? script : `# A task\n\n${scriptBlock(script)}`,
        limits,
      ),
    prose(kind = 'text') {
      const parts = new Map<string, string>()
      for (const item of of(kind))
        parts.set(
          item.partId,
          item.replace === true ? item.delta : (parts.get(item.partId) ?? '') + item.delta,
        )
      return Array.from(parts.values()).join('\n')
    },
  }
}
