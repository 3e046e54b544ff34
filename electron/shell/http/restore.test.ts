import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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

test('a file that is something else is not called damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openlinear-restore-'))
  try {
    const file = join(folder, 'passwd')
    writeFileSync(file, 'root:x:0:0:root:/root:/bin/sh\n'.repeat(40))
    expect(() => restoreByCommand(folder, file)).toThrow(`${file} is no database of OpenLinear.`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
