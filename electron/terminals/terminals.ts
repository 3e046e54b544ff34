import { stat } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import {
  MAX_PER_WORKTREE,
  MAX_RUNNING,
  type OpenTerminal,
  type ResizeTerminal,
  type Terminal,
  type TerminalBatch,
  type TerminalKind,
  type WriteTerminal,
} from '#shared/terminals.ts'
import { OneByOne } from '../process/one-by-one.ts'
import type { Projects } from '../projects/projects.ts'
import type { Log } from '../runs/engine.ts'
import type { Runs } from '../runs/runs.ts'
import type { Store } from '../store/store.ts'
import type { Trust } from '../trust/trust.ts'
import { DevCommands, freePort } from './dev-commands.ts'
import { type Place, placeOfProject, placeOfRun, requireFolder } from './places.ts'
import { Processes, type ProcessEnd } from './processes.ts'
import {
  deleteTerminal,
  insertTerminal,
  loadTerminal,
  loadTerminals,
  loadTerminalsIn,
  type TerminalChange,
  writeTerminal,
} from './terminal-records.ts'
import { terminalEnvironment, userShell } from './user-shell.ts'

/**
 * Terminals of the user's, and dev commands, in worktrees and in projects' own folders. To open one is an act of the
 * user's; a run neither waits for one nor is kept by one.
 */
export interface Terminals {
  /** Oldest first. */
  list(): Promise<{ items: Terminal[]; seq: number }>
  /** @throws AppError NOT_FOUND, CONFLICT where there is no worktree (any more) or there are too many */
  create(input: OpenTerminal): Promise<Terminal>
  /** In the project's own folder. @throws AppError NOT_FOUND, PROJECT_NOT_READY, CONFLICT when there are too many */
  createInProject(input: OpenTerminal): Promise<Terminal>
  /**
   * Starts the project's dev command; answers the one that runs in the worktree.
   *
   * @throws AppError as {@link create}; CONFLICT without a dev command; PROJECT_NOT_TRUSTED as Execute does
   */
  startDev(input: OpenTerminal): Promise<Terminal>
  /** Ends one and answers a new one in its place. @throws AppError as what has made it */
  restart(id: string): Promise<Terminal>
  /** Ends its process; what it shows stays. @throws AppError NOT_FOUND */
  stop(id: string): Promise<Terminal>
  /** Types into one. @throws AppError NOT_FOUND, CONFLICT when it has ended */
  write(input: WriteTerminal): Promise<{ id: string }>
  /** @throws AppError NOT_FOUND */
  resize(input: ResizeTerminal): Promise<Terminal>
  /** Ends one and removes it. @throws AppError NOT_FOUND */
  close(id: string): Promise<{ id: string }>
  /** @throws AppError NOT_FOUND */
  get(id: string): Promise<Terminal>
  /** What one shows, then what comes, no faster than it is taken; it ends with the process, or with `signal`. */
  follow(id: string, signal: AbortSignal): AsyncGenerator<TerminalBatch>
}

/** {@link Terminals}, for who wires the host. */
export interface TerminalsRoom extends Terminals {
  /** Says of those that an earlier start has left running that they are lost. */
  start(): Promise<void>
  /** Ends and removes all that work in a folder, which is about to go away. */
  leave(worktreePath: string): Promise<void>
  /** Ends all of them. */
  shut(): Promise<void>
}

export interface TerminalsOptions {
  store: Store
  projects: Pick<Projects, 'get' | 'onRemove'>
  runs: Pick<Runs, 'get'>
  trust: Pick<Trust, 'requireTrusted'>
  hostId: string
  log: Log
}

export function createTerminals({
  store,
  projects,
  runs,
  trust,
  hostId,
  log,
}: TerminalsOptions): TerminalsRoom {
  const perFolder = new OneByOne()
  const ending = new AbortController()
  const dev = new DevCommands({ store, projects, trust, signal: ending.signal, log })
  const processes = new Processes({
    onAddress: (id, address) => void note(id, { address }),
    onEnd: (id, end) => noteEnd(id, end),
    log,
  })

  async function note(id: string, change: TerminalChange): Promise<void> {
    try {
      await store.write((tx) => writeTerminal(tx, id, change))
    } catch (error) {
      log('error', 'a terminal could not be written down', { id, error: String(error) })
    }
  }

  const noteEnd = (id: string, end: ProcessEnd) =>
    note(id, { ...end, status: end === null ? 'lost' : 'exited', endedAt: store.now() })

  /** @param instead the one whose place it takes */
  async function open(
    place: Place,
    { cols, rows }: Pick<OpenTerminal, 'cols' | 'rows'>,
    { kind, instead = null }: { kind: TerminalKind; instead?: Terminal | null },
  ): Promise<Terminal> {
    const command = kind === 'dev' ? await dev.command(place.projectId) : null
    const there = await loadTerminalsIn(store.db, place.worktreePath)
    const others = there.filter(({ id }) => id !== instead?.id)
    requireRoom(others.length)
    const port = kind === 'dev' ? await freePort(instead?.port ?? null) : null
    const terminal = await store.write(async (tx) => {
      if (instead !== null) await deleteTerminal(tx, instead.id)
      return insertTerminal(tx, {
        id: store.newId(),
        projectId: place.projectId,
        runId: place.runId,
        worktreePath: place.worktreePath,
        kind,
        title: kind === 'dev' ? 'Dev' : (instead?.title ?? freeTitle(others)),
        command,
        cols,
        rows,
        status: 'running',
        exitCode: null,
        signal: null,
        port,
        address: null,
        createdAt: store.now(),
        endedAt: null,
      })
    })
    if (instead !== null) processes.forget(instead.id)
    await start(terminal)
    return terminal
  }

  /** @throws AppError UNAVAILABLE when it cannot be started; the terminal is gone again then */
  async function start({ id, kind, command, worktreePath, cols, rows, port }: Terminal): Promise<void> {
    const env = terminalEnvironment(hostId)
    const { file, args } = command === null ? userShell() : { file: 'sh', args: ['-c', command] }
    const own: Record<string, string> = port === null ? {} : { PORT: String(port) }
    try {
      await processes.start(id, { file, args, cwd: worktreePath, env: { ...env, ...own }, cols, rows, port })
    } catch (error) {
      await store.write((tx) => deleteTerminal(tx, id))
      const why = (error as Error).message
      throw new AppError(
        'UNAVAILABLE',
        `The terminal could not be started: ${why}. Close others, then try again.`,
      )
    }
    if (kind === 'dev' && port !== null) void dev.watch(id, port)
  }

  /** Waits for one that the feed has told of and that is not started yet. @throws AppError NOT_FOUND */
  async function isLive(id: string): Promise<boolean> {
    if (await processes.isLive(id)) return true
    const { status, worktreePath } = await loadTerminal(store.db, id)
    if (status !== 'running') return false
    await perFolder.run(worktreePath, async () => {})
    return processes.isLive(id)
  }

  function requireRoom(there: number): void {
    if (ending.signal.aborted) throw new AppError('UNAVAILABLE', 'OpenLinear is closing.')
    if (there >= MAX_PER_WORKTREE)
      throw new AppError(
        'CONFLICT',
        `There are ${there} terminals here, and no more can be opened. Close one first.`,
      )
    if (processes.count >= MAX_RUNNING)
      throw new AppError(
        'CONFLICT',
        `${processes.count} terminals are running, and no more can be. End one of them first.`,
      )
  }

  /** Ends one and removes it; what is gone already is fine. */
  async function drop(id: string): Promise<void> {
    await processes.end(id)
    await store.write((tx) => deleteTerminal(tx, id))
    processes.forget(id)
  }

  const dropAll = (ids: readonly string[]) => Promise.all(ids.map(drop))

  projects.onRemove(async (tx, projectId) => {
    const rows = await tx.db
      .selectFrom('terminals')
      .select('id')
      .where('project_id', '=', projectId)
      .execute()
    for (const { id } of rows) await deleteTerminal(tx, id)
    tx.afterCommit(() => {
      dropAll(rows.map(({ id }) => id)).catch((error: unknown) => {
        log('error', 'terminals of a removed project', { error: String(error) })
      })
    })
  })

  /** {@link open}, one at a time in a folder. */
  const openIn = (place: Place, size: Pick<OpenTerminal, 'cols' | 'rows'>, kind: TerminalKind) =>
    perFolder.run(place.worktreePath, () => open(place, size, { kind }))

  return {
    async list() {
      const seq = await store.seq()
      return { items: await loadTerminals(store.db), seq }
    },
    get: (id) => loadTerminal(store.db, id),
    create: async ({ id, ...size }) => openIn(await placeOfRun(runs, id), size, 'shell'),
    createInProject: async ({ id, ...size }) => openIn(await placeOfProject(projects, id), size, 'shell'),

    async startDev({ id, ...size }) {
      const place = await placeOfRun(runs, id)
      return perFolder.run(place.worktreePath, async () => {
        const devs = (await loadTerminalsIn(store.db, place.worktreePath)).filter(
          ({ kind }) => kind === 'dev',
        )
        const running = devs.find(({ status }) => status === 'running')
        return running ?? open(place, size, { kind: 'dev', instead: devs.at(-1) ?? null })
      })
    },

    async restart(id) {
      const { worktreePath } = await loadTerminal(store.db, id)
      return perFolder.run(worktreePath, async () => {
        const old = await loadTerminal(store.db, id)
        await requireFolder(worktreePath)
        // Before it is ended: else there would be none.
        if (old.kind === 'dev') await dev.command(old.projectId)
        await processes.end(id)
        return open(old, old, { kind: old.kind, instead: old })
      })
    },

    async stop(id) {
      await loadTerminal(store.db, id)
      await processes.end(id)
      return loadTerminal(store.db, id)
    },

    async write({ id, data, encoding }) {
      if (!(await isLive(id)))
        throw new AppError('CONFLICT', 'This terminal has ended. Open a new one.', { id })
      processes.write(id, encoding === 'text' ? data : Buffer.from(data, 'base64'))
      return { id }
    },

    async resize({ id, cols, rows }) {
      const terminal = await loadTerminal(store.db, id)
      if (terminal.cols === cols && terminal.rows === rows) return terminal
      processes.resize(id, cols, rows)
      await store.write((tx) => writeTerminal(tx, id, { cols, rows }))
      return loadTerminal(store.db, id)
    },

    async close(id) {
      await loadTerminal(store.db, id)
      await drop(id)
      return { id }
    },

    async *follow(id, signal) {
      await isLive(id)
      yield* processes.follow(id, signal)
    },

    async start() {
      for (const { id, status, worktreePath } of await loadTerminals(store.db)) {
        const isThere = await stat(worktreePath).then(
          () => true,
          () => false,
        )
        // What an ended one showed is gone with the host that had it.
        if (status === 'exited' || !isThere) await store.write((tx) => deleteTerminal(tx, id))
        else if (status === 'running') await noteEnd(id, null)
      }
    },

    leave: (worktreePath) =>
      perFolder.run(worktreePath, async () => {
        const there = await loadTerminalsIn(store.db, worktreePath)
        await dropAll(there.map(({ id }) => id))
      }),

    async shut() {
      ending.abort()
      await perFolder.idle()
      await processes.close()
    },
  }
}

/** The first number that none has. */
function freeTitle(others: readonly Terminal[]): string {
  const taken = new Set(others.map(({ title }) => title))
  let number = 1
  while (taken.has(`Terminal ${number}`)) number += 1
  return `Terminal ${number}`
}
