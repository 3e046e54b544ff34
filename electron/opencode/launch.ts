import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { OWN_SESSION } from '#electron/process/background.ts'
import { endMarked } from '#electron/process/leftovers.ts'
import type { Onlookers } from '#electron/process/onlookers.ts'
import { connect, type Connection } from './connection.ts'
import { withoutConfig } from './errors.ts'
import type { Log } from './server.ts'

/** How a server is started; made anew for each start. */
export interface ServerPlan {
  binary: string
  cwd: string
  env: NodeJS.ProcessEnv
  /** A running server started with another one must not be used. */
  key: string
  /** Of what it is configured with, see `config-hash.ts`. */
  configHash: string
}

/** A server process that answers. */
export interface Launched {
  pid: number
  connection: Connection
  /** Says how it ended; never rejects. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Ends it, if it has not ended, and everything it started. */
  end(): Promise<void>
}

/** Marks what one server started, so that its orphans can be told from those of others. */
const SERVER_VARIABLE = 'OPENLINEAR_SERVER_ID'
const START_TIMEOUT_MS = 60_000
const TERM_AFTER_MS = 2_000

/**
 * Starts a server on the loopback interface with a password of its own and connects to it.
 *
 * @param mark unique, found again in the environment of all that it starts
 * @param onlookers for whom it stands back
 * @throws when it does not start or answer; nothing of it is left then
 */
export async function launch(
  plan: ServerPlan,
  mark: string,
  log: Log,
  onlookers?: Onlookers,
): Promise<Launched> {
  const password = randomBytes(24).toString('base64url')
  const child = spawn(plan.binary, ['serve', '--hostname=127.0.0.1', '--port=0'], {
    cwd: plan.cwd,
    // What it reads as its folder must not be the one the host happens to stand in.
    env: { ...plan.env, PWD: plan.cwd, OPENCODE_SERVER_PASSWORD: password, [SERVER_VARIABLE]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: OWN_SESSION,
  })
  const letGo = child.pid === undefined ? undefined : onlookers?.follow(child.pid)
  const lost = new AbortController()
  // A host that has no time left to close must not leave it behind.
  const withHost = () => void child.kill('SIGKILL')
  process.once('exit', withHost)
  const exited = new Promise<Awaited<Launched['exited']>>((resolve) => {
    const gone = () => {
      process.off('exit', withHost)
      letGo?.()
      lost.abort()
      resolve({ code: child.exitCode, signal: child.signalCode })
    }
    child.once('exit', gone)
    child.once('error', gone)
  })
  let connection: Connection
  try {
    const url = await addressOf(child)
    const onDead = () => void child.kill('SIGKILL')
    connection = await connect({ url, password, configHash: plan.configHash, lost: lost.signal, onDead, log })
  } catch (error) {
    child.kill('SIGKILL')
    await endMarked(SERVER_VARIABLE, mark)
    throw error
  }
  // It has answered: it has a process.
  return { pid: child.pid as number, connection, exited, end }

  async function end() {
    if (!lost.signal.aborted) {
      // It ends without a handler: what its tools run would live on.
      const answers = await connection.client.post('/global/dispose', {}, undefined, TERM_AFTER_MS).then(
        () => true,
        () => false,
      )
      // One that is stopped or hangs would not take a milder signal.
      child.kill(answers ? 'SIGTERM' : 'SIGKILL')
    }
    const hard = setTimeout(() => child.kill('SIGKILL'), TERM_AFTER_MS)
    await exited
    clearTimeout(hard)
    await endMarked(SERVER_VARIABLE, mark)
  }
}

/** Reads the address from the server's first lines. With port 0 it takes 4096 or any. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const timer = setTimeout(
      () => settle(() => reject(new Error('it did not answer in time.'))),
      START_TIMEOUT_MS,
    )
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      // Nobody reads on, but a full pipe would stop the server.
      for (const stream of [child.stdout, child.stderr]) stream?.removeAllListeners('data').resume()
      finish()
    }
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-20_000)
      const url = /listening on (http:\/\/[\w.:[\]]+)/.exec(output)?.[1]
      if (url !== undefined) settle(() => resolve(url))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code, signal) =>
      settle(() =>
        reject(
          new Error(`it ended with ${signal ?? `code ${code}`}. ${withoutConfig(output).trim().slice(-500)}`),
        ),
      ),
    )
  })
}
