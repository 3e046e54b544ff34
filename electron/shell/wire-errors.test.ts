import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { toAppError } from './wire-errors.ts'

it.runIf(process.platform !== 'win32')(
  'does not take a program that may not be started for a folder that may not be written',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openlinear-wire-'))
    try {
      const program = join(folder, 'program')
      writeFileSync(program, '')
      chmodSync(program, 0o600)
      const error: unknown = await promisify(execFile)(program).catch((refused: unknown) => refused)
      expect(error).toMatchObject({ code: 'EACCES' })
      expect(toAppError(error, () => undefined).code).toBe('INTERNAL')
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
