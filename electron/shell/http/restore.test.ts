import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { restoreByCommand } from './restore.ts'

test('a folder that never was a data folder is not made one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openlinear-restore-'))
  try {
    expect(() => restoreByCommand(folder, null)).toThrow(/neither a database nor a backup/)
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
