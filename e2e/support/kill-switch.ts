/**
 * Kills the process it stands in with SIGKILL at a given moment: the fault injector's half that must stand
 * inside the host. The environment says when:
 * - `OPENLINEAR_KILL_AT`: a point of a run's journal (`turn:worked`) or of a batch's (`batch:integrated`), a
 *   transaction of the store (`store:before` or `store:after` its commit) or a git that is being spawned
 *   (`git:spawned`)
 * - `OPENLINEAR_KILL_NTH`: the how manieth time; 1 by default
 * - `OPENLINEAR_KILL_RUN`: id of the only run or batch whose journal counts
 * - `OPENLINEAR_KILL_HOW`: `host` alone (by default), its process `group`, or `everything` that carries its mark
 * - `OPENLINEAR_KILL_ARMED=later`: nothing counts until SIGUSR2
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { HOST_ID_VARIABLE } from '#electron/process/host-id.ts'
import { deathNote } from './death-note.ts'

/** Longest head start that a git has before everything dies with it, in milliseconds. */
const GIT_HEAD_START_MS = 12

/** Sets the switch as the environment says. @returns to be called at each point of a journal, with its run's or batch's id */
export function setKillSwitch(dataFolder: string): (id: string, point: string) => void {
  const at = process.env.OPENLINEAR_KILL_AT
  const onlyRun = process.env.OPENLINEAR_KILL_RUN
  if (at === undefined) return () => {}
  let left = Number(process.env.OPENLINEAR_KILL_NTH ?? 1)
  let armed = process.env.OPENLINEAR_KILL_ARMED !== 'later'
  process.on('SIGUSR2', () => (armed = true))
  const reach = (point: string, before = () => {}) => {
    if (!armed || point !== at || --left > 0) return
    before()
    // Written at once: on Linux a pipe is not waited for.
    process.stderr.write(deathNote(at))
    die(dataFolder)
  }
  if (at.startsWith('store:')) watchStore(reach)
  if (at === 'git:spawned') watchGit(reach)
  return (id, point) => {
    if (onlyRun === undefined || onlyRun === id) reach(point)
  }
}

function die(dataFolder: string): void {
  const how = process.env.OPENLINEAR_KILL_HOW ?? 'host'
  if (how === 'everything') {
    for (const pid of marked(dataFolder)) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
  }
  process.kill(how === 'group' ? -process.pid : process.pid, 'SIGKILL')
}

/** Processes that carry the mark of a data folder's host, without this one. All at once: nobody may act in between. */
export function marked(dataFolder: string): number[] {
  const entry = `${HOST_ID_VARIABLE}=${readFileSync(join(dataFolder, 'host-id'), 'utf8').trim()}\0`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(entry)
      } catch {
        // It has ended meanwhile, or is somebody else's.
        return false
      }
    })
}

function watchStore(reach: (point: string) => void): void {
  const { prototype } = Database
  const prepare = Reflect.get(prototype, 'prepare') as (sql: string) => Database.Statement
  prototype.prepare = function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql)
    if (!/^\s*commit\b/i.test(sql)) return statement
    const run = statement.run.bind(statement)
    statement.run = (...parameters: unknown[]) => {
      reach('store:before')
      const result = run(...parameters)
      reach('store:after')
      return result
    }
    return statement
  } as typeof prototype.prepare
}

/** Gits are started on a thread, which says so. */
function watchGit(reach: (point: string, before: () => void) => void): void {
  let spawned = 0
  process.on('worker', (worker) =>
    worker.on('message', (message: object) => {
      if (!('pid' in message)) return
      const headStart = (spawned++ * 5) % GIT_HEAD_START_MS
      reach('git:spawned', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, headStart))
    }),
  )
}
