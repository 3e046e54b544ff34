import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLogFile } from './log-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the log goes on after a restart and never takes more than three files', () => {
  const file = join(folder, 'logs', 'openlinear.log')
  for (let start = 0; start < 3; start += 1) {
    const log = createLogFile(file, 1000)
    for (let number = 0; number < 20; number += 1) log('info', 'a line', { start, number })
  }
  expect(readdirSync(join(folder, 'logs')).sort()).toEqual([
    'openlinear.1.log',
    'openlinear.2.log',
    'openlinear.log',
  ])
  const lines = ['openlinear.2.log', 'openlinear.1.log', 'openlinear.log'].flatMap((name) => {
    const text = readFileSync(join(folder, 'logs', name), 'utf8')
    expect(text.length).toBeLessThanOrEqual(1000)
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { start: number; number: number; msg: string })
  })
  // The newest of what was written, in order.
  const numbers = lines.map((line) => line.start * 20 + line.number)
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 60 - numbers.length + index))
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
})

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a log that cannot be written stops nothing',
  () => {
    const file = join(folder, 'openlinear.log')
    const log = createLogFile(file)
    chmodSync(folder, 0o500)
    expect(() => log('info', 'x')).not.toThrow()
    chmodSync(folder, 0o700)
  },
)
