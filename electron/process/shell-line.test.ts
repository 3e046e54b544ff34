import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BACKGROUND_PRIORITY } from './background.ts'
import { userEnvironment } from './environment.ts'
import { runShellLine } from './shell-line.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'openlinear-shell-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

/** A killed process may stay a zombie until its new parent collects it. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const run = (
  line: string,
  signal = new AbortController().signal,
  onOutput: (text: string) => void = () => {},
) => runShellLine({ line, cwd, hostId: 'test-host', signal, onOutput })

describe('runShellLine', () => {
  it('gives exit code and both streams, whole characters only', async () => {
    let seen = ''
    const result = await run('printf "žluť\\n"; echo oops >&2; exit 3', undefined, (text) => {
      seen += text
    })
    expect(result.exitCode).toBe(3)
    expect(seen).toContain('žluť')
    expect(seen).toContain('oops')
    expect(result.tail).toBe(seen)
  })

  it('does not wait for a daemon that holds its pipes', async () => {
    const result = await run('sleep 30 & echo $! > daemon.pid; echo started')
    expect(result.exitCode).toBe(0)
    expect(result.ms).toBeLessThan(5000)
    process.kill(Number(readFileSync(join(cwd, 'daemon.pid'), 'utf8')), 'SIGKILL')
  })

  it('ends the whole group when it is aborted, also one that ignores SIGTERM', async () => {
    const controller = new AbortController()
    const reason = new Error('cancelled')
    const asked = run(
      'trap "" TERM; sh -c "sleep 60" & echo $! > child.pid; echo ready; wait',
      controller.signal,
      (text) => {
        if (text.includes('ready')) controller.abort(reason)
      },
    )
    await expect(asked).rejects.toBe(reason)
    const child = Number(readFileSync(join(cwd, 'child.pid'), 'utf8'))
    await expect.poll(() => isRunning(child)).toBe(false)
  })

  it('stands back behind what people use', async () => {
    const controller = new AbortController()
    const asked = run('sleep 60 & echo $! > child.pid; wait', controller.signal)
    const child = () => Number(readFileSync(join(cwd, 'child.pid'), 'utf8'))
    await expect.poll(() => getPriority(child())).toBeGreaterThanOrEqual(BACKGROUND_PRIORITY)
    if (existsSync(`/proc/${child()}/autogroup`))
      await expect
        .poll(() => readFileSync(`/proc/${child()}/autogroup`, 'utf8'))
        .toContain(`nice ${BACKGROUND_PRIORITY}\n`)
    controller.abort(new Error('seen'))
    await expect(asked).rejects.toThrow('seen')
  })

  it('does not start at all when it is aborted before', async () => {
    const controller = new AbortController()
    controller.abort(new Error('too late'))
    await expect(async () => run('touch made', controller.signal)).rejects.toThrow('too late')
  })
})

describe('userEnvironment', () => {
  it('leaves out what npm put in, and marks the process as ours', () => {
    const environment = userEnvironment('host-1', {
      PATH: '/app/node_modules/.bin:/usr/bin',
      npm_config_registry: 'x',
      npm_lifecycle_event: 'start',
      INIT_CWD: '/app',
      HOME: '/home/ada',
    })
    expect(environment).toEqual({ PATH: '/usr/bin', HOME: '/home/ada', OPENLINEAR_HOST_ID: 'host-1' })
  })
})
