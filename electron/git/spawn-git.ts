import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { endTree, killGroup, OutputBuffer, Tail } from './process-parts.ts'

/** One process of git; all of it can be sent to another thread. */
export interface GitOrder {
  args: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  stdin: string | Uint8Array
  /** Most bytes of output that are gathered. */
  maxBytes: number
  timeoutMs: number
  /** Output is given on as it comes, instead of gathered. */
  givesStdout: boolean
  /** What it complains of is given on as it comes, too. */
  givesStderr: boolean
  /** It may ask something of us, on descriptor 3. */
  asks: boolean
}

/** What one came to. */
export interface GitEnd {
  /** null = ended by a signal. */
  exitCode: number | null
  stdout: Uint8Array
  stderr: string
  /** Why it was stopped; null = it came to its end. */
  stopped: 'aborted' | 'too large' | 'timed out' | null
}

/** Takes output as it comes. */
export interface GitListener {
  /** Told of the process, which leads a group of its own, as soon as there is one. */
  started?(pid: number): void
  stdout(chunk: Uint8Array): void
  stderr(text: string): void
  /** Answers what git asks, without fail; see `channel.ts`. */
  asked(question: string): Promise<string>
}

/** How long output may still arrive after git itself has ended: a daemon of a hook may hold the pipes. */
const DRAIN_MS = 1_000
/** No question is as long: one that names each file of a large repository has some megabytes. */
const MOST_ASKED = 32 << 20

/** Runs one git to its end. @throws what the system says when it cannot be started, such as ENOENT */
export async function spawnGit(
  order: GitOrder,
  listener: GitListener,
  signal: AbortSignal | undefined,
): Promise<GitEnd> {
  const child = spawn('git', order.args, {
    cwd: order.cwd,
    env: order.env,
    stdio: ['pipe', 'pipe', 'pipe', ...(order.asks ? ['pipe' as const] : [])],
    // A group of its own, so that its helpers end with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  }) as ChildProcessWithoutNullStreams
  const channel = order.asks ? (child.stdio[3] as Duplex) : null
  if (channel !== null) answerOn(channel, listener)
  if (child.pid !== undefined) listener.started?.(child.pid)
  const out = new OutputBuffer(order.maxBytes)
  const err = new Tail(256 << 10)
  let stopped: GitEnd['stopped'] = null
  let hardKill: NodeJS.Timeout | undefined
  const stop = (why: GitEnd['stopped']) => {
    if (stopped !== null) return
    stopped = why
    hardKill = endTree(child)
  }

  let heardAt = 0
  child.stdout.on('data', (chunk: Buffer) => {
    heardAt = performance.now()
    if (order.givesStdout) listener.stdout(chunk)
    else if (!out.add(chunk)) stop('too large')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    heardAt = performance.now()
    const text = err.add(chunk)
    if (order.givesStderr) listener.stderr(text)
  })
  // Git may end without reading all of it; its exit code says whether that was an error.
  child.stdin.on('error', () => {})
  child.stdin.end(order.stdin)

  const timeout = setTimeout(() => stop('timed out'), order.timeoutMs)
  const onAbort = () => stop('aborted')
  if (signal?.aborted === true) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const exitCode = await ended(child, () => heardAt)
    if (stopped !== null) killGroup(child)
    return { exitCode, stdout: out.bytes(), stderr: err.text(), stopped }
  } finally {
    clearTimeout(timeout)
    clearTimeout(hardKill)
    signal?.removeEventListener('abort', onAbort)
    child.stdout.destroy()
    child.stderr.destroy()
    channel?.destroy()
  }
}

/** Answers question by question; each ends with an empty line. */
function answerOn(channel: Duplex, listener: GitListener): void {
  let text = ''
  channel.setEncoding('utf8')
  channel.on('data', (chunk: string) => {
    const questions = (text + chunk).split('\n\n')
    text = questions.pop() ?? ''
    for (const question of questions) void listener.asked(question).then((answer) => channel.write(answer))
    if (text.length > MOST_ASKED) channel.destroy()
  })
  // Whoever asked has ended.
  channel.on('error', () => {})
}

/** Waits until the child and its output are over. @returns exit code; null = ended by a signal */
function ended(child: ChildProcess, heardAt: () => number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
    child.on('exit', (exitCode) => {
      const watch = setInterval(() => {
        if (performance.now() - heardAt() > DRAIN_MS) resolve(exitCode)
      }, DRAIN_MS)
      child.on('close', () => clearInterval(watch))
    })
  })
}
