/** Starts gits on a thread of its own, as {@link ToGitWorker} says: see `git-thread.ts`. */
import { parentPort } from 'node:worker_threads'
import { type GitEnd, type GitOrder, spawnGit } from './spawn-git.ts'

/** With neither order nor answer: the one that was given is to be stopped. */
export interface ToGitWorker {
  id: number
  order?: GitOrder
  /** To the oldest question that has none. */
  answer?: string
}

export type FromGitWorker = { id: number } & (
  | { pid: number }
  | { stdout: Uint8Array }
  | { stderr: string }
  | { asked: string }
  | { end: GitEnd }
  | { error: { message: string; code: string | undefined } }
)

const port = parentPort
if (port === null) throw new Error('This is a thread of the host.')
const stops = new Map<number, AbortController>()
/** Who waits for answers, in the order they have asked. */
const questions = new Map<number, ((answer: string) => void)[]>()
// Small buffers share one block of memory, all of which would be copied.
const tell = (message: FromGitWorker, bytes?: Uint8Array<ArrayBuffer>) =>
  port.postMessage(message, bytes === undefined ? [] : [bytes.buffer])

async function obey(id: number, order: GitOrder): Promise<void> {
  const stop = new AbortController()
  stops.set(id, stop)
  const listener = {
    started: (pid: number) => tell({ id, pid }),
    stdout(chunk: Uint8Array) {
      const stdout = new Uint8Array(chunk)
      tell({ id, stdout }, stdout)
    },
    stderr: (stderr: string) => tell({ id, stderr }),
    async asked(asked: string) {
      const { promise, resolve } = Promise.withResolvers<string>()
      questions.set(id, [...(questions.get(id) ?? []), resolve])
      tell({ id, asked })
      return promise
    },
  }
  try {
    const end = await spawnGit(order, listener, stop.signal)
    const stdout = new Uint8Array(end.stdout)
    tell({ id, end: { ...end, stdout } }, stdout)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    tell({ id, error: { code, message } })
  } finally {
    stops.delete(id)
    questions.delete(id)
  }
}

port.on('message', ({ id, order, answer }: ToGitWorker) => {
  if (order !== undefined) void obey(id, order)
  else if (answer !== undefined) questions.get(id)?.shift()?.(answer)
  else stops.get(id)?.abort()
})
