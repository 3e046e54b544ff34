import getPort from 'get-port'
import { AppError } from '#shared/errors.ts'
import type { Projects } from '../projects/projects.ts'
import type { Log } from '../runs/engine.ts'
import type { Store } from '../store/store.ts'
import type { Trust } from '../trust/trust.ts'
import { answers, whenAnswers } from './answering.ts'
import { loadTerminal, writeTerminal } from './terminal-records.ts'

/** What terminals that run a project's dev command have beyond others. */
export class DevCommands {
  readonly #store: Store
  readonly #projects: Pick<Projects, 'get'>
  readonly #trust: Pick<Trust, 'requireTrusted'>
  readonly #signal: AbortSignal
  readonly #log: Log

  constructor(options: {
    store: Store
    projects: Pick<Projects, 'get'>
    trust: Pick<Trust, 'requireTrusted'>
    /** Ends what waits. */
    signal: AbortSignal
    log: Log
  }) {
    this.#store = options.store
    this.#projects = options.projects
    this.#trust = options.trust
    this.#signal = options.signal
    this.#log = options.log
  }

  /** The command line that may be run. @throws AppError NOT_FOUND, CONFLICT without one, PROJECT_NOT_TRUSTED */
  async command(projectId: string): Promise<string> {
    const { name, devCommand: line } = await this.#projects.get(projectId)
    if (line === null)
      throw new AppError('CONFLICT', `${name} has no dev command. Give it one in its settings, under Runs.`, {
        projectId,
      })
    await this.#trust.requireTrusted(projectId)
    return line
  }

  /** One that does not say where it serves may serve where it was told to: waits for that, and writes it down. */
  async watch(id: string, port: number): Promise<void> {
    const store = this.#store
    const isOver = async () => {
      const terminal = await loadTerminal(store.db, id).catch(() => null)
      return terminal === null || terminal.status !== 'running' || terminal.address !== null
    }
    if (!(await whenAnswers(port, isOver, this.#signal))) return
    try {
      await store.write(async (tx) => {
        // What it has said meanwhile is truer.
        const { address } = await loadTerminal(tx.db, id)
        if (address === null) await writeTerminal(tx, id, { address: `http://localhost:${port}/` })
      })
    } catch (error) {
      this.#log('warn', 'an address was not written down', { id, error: String(error) })
    }
  }
}

/** The one that it had before, so that what shows it need not look elsewhere; else any that is free. */
export const freePort = async (before: number | null): Promise<number> =>
  before !== null && !(await answers(before)) ? before : getPort()
