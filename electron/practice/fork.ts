import { fork } from 'node:child_process'

/** The practice process as this room uses it, however it was forked. */
export interface PracticeChild {
  /** Whether it is over. */
  readonly isGone: boolean
  send(message: { key: string; port: number }): void
  /** Ends it without a word. */
  kill(): void
  on(listeners: {
    message: (message: { port: number }) => void
    /** It could not be started. */
    error: (error: Error) => void
    exit: (code: number | null, signal: string | null) => void
    stderr: (text: string) => void
  }): void
}

/** Forks a Node process that runs `entry`, with a channel to it. */
export type ForkPractice = (entry: string, environment: NodeJS.ProcessEnv) => PracticeChild

/** Node's own way. Electron has another: the packaged app cannot be run as Node. */
export const forkNode: ForkPractice = (entry, env) => {
  // Ours may carry flags (of a test runner, a debugger) that are not meant for it.
  const child = fork(entry, [], { execArgv: [], env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  return {
    get isGone() {
      return child.exitCode !== null || child.signalCode !== null
    },
    send: (message) => void child.send(message),
    kill: () => void child.kill('SIGKILL'),
    on({ message, error, exit, stderr }) {
      child.on('message', message)
      child.on('error', error)
      child.on('exit', exit)
      child.stderr?.on('data', (data: Buffer) => stderr(data.toString('utf8')))
    },
  }
}
