import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FromGitWorker, ToGitWorker } from './git-worker.ts'
import type { GitEnd, GitListener, GitOrder, spawnGit } from './spawn-git.ts'

/** It only passes on what others have made. */
const YOUNG_MB = 4

interface Call extends PromiseWithResolvers<GitEnd> {
  listener: GitListener
}

/**
 * Starts gits on a thread: the system copies the map of the host's memory for each of them, and waits until the other
 * program runs, for which everything else in the host would stand still.
 */
export function createGitThread(): typeof spawnGit {
  const calls = new Map<number, Call>()
  let worker: Worker | null = null
  let lastId = 0

  /** Nobody knows any more how the gits ended that it has started. */
  function lose(lost: Worker, why: unknown): void {
    if (worker !== lost) return
    worker = null
    for (const { reject } of calls.values()) reject(why)
    calls.clear()
  }

  function hear(message: FromGitWorker): void {
    const call = calls.get(message.id)
    if (call === undefined) return
    if ('stdout' in message) return call.listener.stdout(message.stdout)
    if ('stderr' in message) return call.listener.stderr(message.stderr)
    calls.delete(message.id)
    if (calls.size === 0) worker?.unref()
    if ('end' in message) call.resolve(message.end)
    else call.reject(Object.assign(new Error(message.error.message), { code: message.error.code }))
  }

  function open(): Worker {
    const made = new Worker(entry(), { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
    made.on('message', hear)
    made.on('error', (error) => lose(made, error))
    made.on('exit', () => lose(made, new Error('The thread that starts git has ended.')))
    return made
  }

  return async (order: GitOrder, listener, signal) => {
    worker ??= open()
    const its = worker
    lastId += 1
    const id = lastId
    const call: Call = { ...Promise.withResolvers<GitEnd>(), listener }
    calls.set(id, call)
    its.ref()
    const say = (message: ToGitWorker) => its.postMessage(message)
    const stop = () => say({ id })
    say({ id, order })
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await call.promise
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }
}

/** From source the entry is a TypeScript file beside this one; built, `git.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'git-worker.ts')
  const found = [join(here, 'git.js'), join(here, '..', 'git.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The thread of git is missing from this installation.')
  return found
}
