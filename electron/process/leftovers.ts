import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { HOST_ID_VARIABLE } from './host-id.ts'

const run = promisify(execFile)

const KILL_AFTER_MS = 1_000
const GIVE_UP_AFTER_MS = 5_000
const POLL_MS = 25

/**
 * Ends every process that carries the host's id in its environment, except this one and its ancestors, and
 * waits until they are gone. To be called when no run is active: it does not tell whose they are.
 *
 * @returns how many there were
 */
export const endLeftovers = (hostId: string): Promise<number> => endMarked(HOST_ID_VARIABLE, hostId)

/** As {@link endLeftovers}, for any environment variable with a value of its own. */
export async function endMarked(variable: string, value: string): Promise<number> {
  const ended = new Set<number>()
  const started = performance.now()
  let quiet = 0
  for (;;) {
    // Looked for anew each time: one that is being ended may start another. And a second time when there
    // is none, since a process shows no environment in the moment it becomes another program.
    const found = await marked(variable, value)
    quiet = found.length === 0 ? quiet + 1 : 0
    if (quiet === 2) return ended.size
    const waited = performance.now() - started
    if (waited > GIVE_UP_AFTER_MS) return ended.size
    for (const pid of found) {
      if (waited > KILL_AFTER_MS) signal(pid, 'SIGKILL')
      else if (!ended.has(pid)) signal(pid, 'SIGTERM')
      ended.add(pid)
    }
    await delay(POLL_MS)
  }
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Gone already, or by now somebody else's.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

/** Whether a process is alive and has an environment variable with a value; told on Linux alone. */
export const carries = (pid: number, variable: string, value: string): Promise<boolean> =>
  linuxCarries(pid, `${variable}=${value}`)

async function marked(variable: string, value: string): Promise<number[]> {
  const spared = new Set([process.pid])
  const entry = `${variable}=${value}`
  if (process.platform === 'linux') {
    for (let pid = process.ppid; pid > 1 && !spared.has(pid); pid = await parentOf(pid)) spared.add(pid)
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
    const others = pids.filter((pid) => !spared.has(pid))
    const carries = await Promise.all(others.map((pid) => linuxCarries(pid, entry)))
    return others.filter((_, index) => carries[index])
  }
  if (process.platform === 'darwin') return darwinMarked(entry, spared)
  return []
}

async function linuxCarries(pid: number, entry: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
    if (!`\0${environment}`.includes(`\0${entry}\0`)) return false
    // A zombie is dead; only its parent can clear it away.
    return !/^State:\s+[ZX]/m.test(await readFile(`/proc/${pid}/status`, 'utf8'))
  } catch {
    // It ended meanwhile, or belongs to another user.
    return false
  }
}

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0)
}

async function darwinMarked(entry: string, spared: Set<number>): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-E', '-ww', '-o', 'pid=,ppid=,stat=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  })
  const rows = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s(.*)$/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state, command }]
  })
  const parents = new Map(rows.map(({ pid, parent }) => [pid, parent]))
  for (let pid = process.ppid; pid > 1 && !spared.has(pid); pid = parents.get(pid) ?? 0) spared.add(pid)
  return rows
    .filter(({ pid, state, command }) => {
      const carries = ` ${command ?? ''} `.includes(` ${entry} `)
      return carries && !spared.has(pid) && state?.startsWith('Z') !== true
    })
    .map(({ pid }) => pid)
}
