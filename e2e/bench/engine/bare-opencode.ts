import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createPlans } from '#electron/opencode/server-plan.ts'
import type { ServerPlan } from '#electron/opencode/server.ts'
import { cleanUpLater } from '../clean-up.ts'
import type { Model } from './model.ts'
import { eventsOf } from './sse.ts'

/** What an event of `/global/event` is read as here. */
export interface BareEvent {
  type: string
  properties: { sessionID?: string; delta?: string; status?: { type: string } }
}

/** How the product would start OpenCode: the same binary, environment and configuration, other folders. */
export async function planOf(model: Model, dataDir: string): Promise<ServerPlan> {
  const plans = createPlans({
    dataDir,
    hostId: `bench-${process.pid}`,
    log: () => {},
    binary: async () => 'bundled',
    credentials: async () => ({ keys: {}, local: [], cloud: false }),
    practice: { ensure: () => Promise.reject(new Error('not used here')), stop: async () => {} },
    user: model.env,
  })
  return plans.user(model.name)
}

/** OpenCode's server and nothing else: what a script of a few lines would use. */
export class BareOpenCode {
  readonly #child: ChildProcess
  readonly #url: string

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.#url = url
  }

  static async start(plan: ServerPlan): Promise<BareOpenCode> {
    const child = spawn(plan.binary, ['serve', '--hostname=127.0.0.1', '--port=0'], {
      cwd: plan.cwd,
      env: { ...plan.env, PWD: plan.cwd },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (child.stdout === null) throw new Error('OpenCode has no output')
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /listening on (http:\S+)/.exec(line)?.[1]
      if (url === undefined) continue
      child.stdout.resume()
      const server = new BareOpenCode(child, url)
      cleanUpLater(() => server.stop())
      return server
    }
    throw new Error('OpenCode did not start')
  }

  /** Opens the event stream; resolves once events flow. */
  async events(): Promise<AsyncGenerator<BareEvent>> {
    const open = () => fetch(new URL('/global/event', this.#url))
    // It takes the port of the server before it, and `fetch` may still hold a connection to that one.
    const response = await open().catch(open)
    if (response.body === null) throw new Error('no event stream')
    const messages = eventsOf(response.body)
    await messages.next()
    return (async function* () {
      for await (const { data } of messages) yield (JSON.parse(data) as { payload: BareEvent }).payload
    })()
  }

  /** @returns the session's id */
  async createSession(directory: string, title: string): Promise<string> {
    const session = (await this.#post('/session', directory, { title })) as { id: string }
    return session.id
  }

  async prompt(sessionId: string, directory: string, model: string, text: string): Promise<void> {
    const [providerID, modelID] = model.split('/')
    await this.#post(`/session/${sessionId}/prompt_async`, directory, {
      model: { providerID, modelID },
      parts: [{ type: 'text', text }],
    })
  }

  async #post(path: string, directory: string, body: unknown): Promise<unknown> {
    const url = new URL(path, this.#url)
    url.searchParams.set('directory', directory)
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await gone
  }
}

/** Ids of sessions as they fall idle. */
export async function* idleSessions(events: AsyncGenerator<BareEvent>): AsyncGenerator<string> {
  for await (const { type, properties } of events) {
    if (type === 'session.error') throw new Error(`a session failed: ${JSON.stringify(properties)}`)
    if (type === 'session.idle' && properties.sessionID !== undefined) yield properties.sessionID
  }
}

/** Reads events until each session has been idle after its prompt. @returns the moment, `performance.now()` */
export async function allIdle(
  events: AsyncGenerator<BareEvent>,
  sessions: readonly string[],
): Promise<number> {
  const busy = new Set(sessions)
  for await (const { type, properties } of events) {
    if (type === 'session.error') throw new Error(`a session failed: ${JSON.stringify(properties)}`)
    if (type === 'session.idle' && properties.sessionID !== undefined) busy.delete(properties.sessionID)
    if (busy.size === 0) return performance.now()
  }
  throw new Error('the event stream ended too early')
}
