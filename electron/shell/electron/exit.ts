import { app, type BrowserWindow, dialog } from 'electron'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'
import { type Leaving, onClose, onQuit, QUIT_CHOICES, type QuitChoice, quitQuestion } from './quit.ts'
import { agentsAtWork, atWork, type Work, type WorkWatch } from './work.ts'

/** What a clean end may take, in milliseconds. What is cut off is continued at the next start, as after a crash. */
const CLOSE_MS = 10_000

export interface ExitOptions {
  host: Host
  work: WorkWatch
  window: () => BrowserWindow | null
  /** The user wants the agents to go on: the window goes out of sight. */
  keep: () => void
  /** Everything of the desktop's own is to be put away. */
  end: () => void
  log: Log
}

/** The way out: asks while agents work, ends the host, then the app. */
export class Exit {
  readonly #options: ExitOptions
  #leaving: Leaving = 'no'
  #ended = false

  constructor(options: ExitOptions) {
    this.#options = options
    app.on('before-quit', (event) => {
      // We end with `app.exit`, which does not ask.
      event.preventDefault()
      this.quit()
    })
  }

  /** What closing the window leads to. */
  closing(): 'close' | 'hide' {
    const { work } = this.#options
    const then = onClose(this.#leaving, atWork(work.now), process.platform)
    if (then === 'quit') this.quit()
    return then === 'close' ? 'close' : 'hide'
  }

  /** The user wants to quit. */
  quit(): void {
    this.#quit().catch((error: unknown) => {
      this.#options.log('error', 'quitting failed', { error: String(error) })
      app.exit(1)
    })
  }

  /** Nobody can be asked: a signal came, or the system shuts down. Runs are paused. */
  quitAtOnce(): void {
    if (this.#leaving === 'going') return
    this.#leaving = 'going'
    this.quit()
  }

  async #quit(): Promise<void> {
    const { work, keep } = this.#options
    const now = this.#leaving === 'no' ? await work.look() : null
    const next = onQuit(this.#leaving, now === null ? 0 : atWork(now))
    if (next === 'wait') return
    if (next === 'ask' && now !== null) {
      this.#leaving = 'asking'
      const choice = await this.#ask(now)
      // A signal may have decided meanwhile.
      if (this.#leaving !== 'asking') return
      if (choice === 'cancel' || choice === 'keep') {
        this.#leaving = 'no'
        if (choice === 'keep') keep()
        return
      }
      if (choice === 'stop') await this.#stopRuns()
    }
    this.#leaving = 'going'
    await this.#end()
  }

  async #ask(now: Work): Promise<QuitChoice> {
    const window = this.#options.window()
    const question = quitQuestion(agentsAtWork(now))
    const { response } =
      window?.isVisible() === true
        ? await dialog.showMessageBox(window, question)
        : await dialog.showMessageBox(question)
    return QUIT_CHOICES[response] ?? 'cancel'
  }

  async #stopRuns(): Promise<void> {
    const { host, work, log } = this.#options
    const { running, queued, batches } = await work.look()
    // Else the next task of a batch would begin as soon as a run of it is cancelled.
    for (const { id } of batches) {
      await host.batches.pause(id).catch((error: unknown) => {
        log('warn', 'a batch could not be paused', { batchId: id, error: String(error) })
      })
    }
    for (const { runId } of [...queued, ...running]) {
      // One that has just ended needs no stopping.
      await host.runs.cancel(runId).catch((error: unknown) => {
        log('warn', 'a run could not be stopped', { runId, error: String(error) })
      })
    }
  }

  async #end(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    const { host, end, log } = this.#options
    setTimeout(() => app.exit(1), CLOSE_MS).unref()
    end()
    await host.close()
    log('info', 'closed')
    app.exit(0)
  }
}
