import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FromGitWorker, ToGitWorker } from './git-worker.ts'
import { CALL_VARIABLE, endLost, endNow, type LostGit } from './lost-gits.ts'
import type { GitEnd, GitListener, GitOrder, spawnGit } from './spawn-git.ts'

/** It only passes on what others have made. */
const YOUNG_MB = 4

interface Call extends PromiseWithResolvers<GitEnd>, LostGit {
  listener: GitListener
}

/**
 * Starts gits on a thread: the system copies the map of the host's memory for each of them, and waits until the other
 * program runs, for which everything else in the host would stand still. Should the thread end, its gits are ended
 * before their calls are, for a lock may be held around those; the next call has another thread.
 */
export function createGitThread(): typeof spawnGit {
  let thread: GitThread | null = null
  return async (order, listener, signal) => {
    if (thread === null || thread.isLost) thread = new GitThread()
    return thread.spawn(order, listener, signal)
  }
}

class GitThread {
  readonly #worker = new Worker(entry(), {
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  readonly #calls = new Map<number, Call>()
  readonly #mark = randomUUID()
  #lastId = 0
  #why: unknown = new Error('The thread that starts git has ended. Try again.')
  /** Takes no more calls. */
  isLost = false

  constructor() {
    this.#worker.on('message', (message: FromGitWorker) => this.#hear(message))
    // It may start gits until it has ended.
    this.#worker.on('error', (error) => {
      this.isLost = true
      this.#why = error
    })
    this.#worker.on('exit', () => this.#lose())
  }

  async spawn(order: GitOrder, listener: GitListener, signal: AbortSignal | undefined): Promise<GitEnd> {
    this.#lastId += 1
    const id = this.#lastId
    const mark = `${this.#mark}-${id}`
    const call: Call = { ...Promise.withResolvers<GitEnd>(), listener, mark, pid: null }
    if (this.#calls.size === 0) this.#begin()
    this.#calls.set(id, call)
    const stop = () => this.#say({ id })
    try {
      this.#say({ id, order: { ...order, env: { ...order.env, [CALL_VARIABLE]: mark } } })
      signal?.addEventListener('abort', stop, { once: true })
      return await call.promise
    } finally {
      signal?.removeEventListener('abort', stop)
      this.#calls.delete(id)
      if (this.#calls.size === 0) this.#rest()
    }
  }

  #say(message: ToGitWorker): void {
    this.#worker.postMessage(message)
  }

  #hear(message: FromGitWorker): void {
    const call = this.#calls.get(message.id)
    if (call === undefined) return
    if ('pid' in message) call.pid = message.pid
    else if ('stdout' in message) call.listener.stdout(message.stdout)
    else if ('stderr' in message) call.listener.stderr(message.stderr)
    else if ('asked' in message) void this.#answer(message.id, call, message.asked)
    else if ('end' in message) call.resolve(message.end)
    else call.reject(Object.assign(new Error(message.error.message), { code: message.error.code }))
  }

  async #answer(id: number, call: Call, question: string): Promise<void> {
    this.#say({ id, answer: await call.listener.asked(question) })
  }

  /** Nobody knows any more how the gits ended that it has started. */
  #lose(): void {
    this.isLost = true
    for (const call of this.#calls.values())
      endLost(call).then(
        () => call.reject(this.#why),
        (error: unknown) => call.reject(error),
      )
  }

  #begin(): void {
    this.#worker.ref()
    process.on('exit', this.#part)
  }

  #rest(): void {
    this.#worker.unref()
    process.off('exit', this.#part)
  }

  /** A host that has no time left to close must not leave them behind. */
  readonly #part = () => endNow([...this.#calls.values()])
}

/** From source the entry is a TypeScript file beside this one; built, `git.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'git-worker.ts')
  const found = [join(here, 'git.js'), join(here, '..', 'git.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The thread of git is missing from this installation.')
  return found
}
