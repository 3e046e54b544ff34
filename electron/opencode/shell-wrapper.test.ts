import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BACKGROUND_PRIORITY } from '#electron/process/background.ts'
import { writeShellWrapper } from './shell-wrapper.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-shell-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test.skipIf(process.platform === 'win32')('keys are taken away, what commands need is not', async () => {
  const gone = {
    OPENLINEAR_KEY_1: 'k',
    OPENCODE_SERVER_PASSWORD: 'k',
    OPENCODE_CONFIG_CONTENT: '{}',
    OPENCODE_API_KEY: 'k',
    ANTHROPIC_API_KEY: 'k',
    GITHUB_TOKEN: 'k',
    CLARIFAI_PAT: 'k',
    AICORE_SERVICE_KEY: 'k',
    AWS_SECRET_ACCESS_KEY: 'k',
    AWS_ACCESS_KEY_ID: 'k',
    COMPANY_MODEL: 'k',
    npm_config_offline: 'true',
    MULTI_API_KEY: 'first\nSECOND=line',
  }
  const kept = {
    OPENLINEAR_HOST_ID: 'host',
    OPENLINEAR_SERVER_ID: 'server',
    SSH_AUTH_SOCK: '/agent',
    DATABASE_URL: 'postgres://',
    AWS_REGION: 'eu',
    HOME: folder,
    PATH: process.env.PATH ?? '',
  }
  const user = { XDG_CONFIG_HOME: '/it’s mine' }
  // A path of the configuration may name HOME: it is no secret for that.
  const wrapper = await writeShellWrapper(folder, '/bin/bash', user, ['COMPANY_MODEL', 'HOME', 'x;id'])
  const { stdout } = await promisify(execFile)(wrapper, ['-c', 'env; cat /proc/self/environ 2>/dev/null'], {
    env: { ...gone, ...kept, XDG_CONFIG_HOME: '/ours', XDG_DATA_HOME: '/ours' },
  })
  for (const name of Object.keys(gone)) expect(stdout).not.toContain(`${name}=`)
  for (const [name, value] of Object.entries(kept)) expect(stdout).toContain(`${name}=${value}`)
  expect(stdout).toContain('XDG_CONFIG_HOME=/it’s mine')
  expect(stdout).not.toContain('/ours')
  expect(stdout).toContain('SHELL=/bin/bash')
})

test.runIf(existsSync('/proc/self/autogroup'))('a command in a session of its own stands back', async () => {
  const wrapper = await writeShellWrapper(folder, '/bin/sh', {}, [])
  const child = spawn(wrapper, ['-c', 'cat /proc/$$/autogroup'], { detached: true })
  let [said, complaints] = ['', '']
  child.stderr.on('data', (chunk: Buffer) => (complaints += String(chunk)))
  for await (const chunk of child.stdout) said += String(chunk)
  expect(complaints).toBe('')
  // Linux refuses it to an ordinary user who has just done so elsewhere.
  if (process.getuid?.() === 0) expect(said).toContain(`nice ${BACKGROUND_PRIORITY}\n`)
})
