import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import { slowTest } from '../../support/slow.ts'

/** Starts the tool and breaks it off as soon as it has said so. @returns what it said and its exit code */
async function brokenOffAt(said: string, ...args: string[]) {
  const tool = spawn(process.execPath, ['e2e/faults/main.ts', '--seed', '5', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  tool.stdout.on('data', (chunk: Buffer) => {
    const before = text
    text += chunk.toString()
    if (!before.includes(said) && text.includes(said)) tool.kill('SIGINT')
  })
  const [exitCode] = await once(tool, 'close')
  return { text, exitCode: exitCode as unknown }
}

slowTest('a campaign that is broken off says what it knows, and calls nothing violated', async () => {
  const { text, exitCode } = await brokenOffAt('life 1', '--only', 'kills', '--kills', '4', '--jobs', '1')
  expect(text).toMatch(/\| kills +\| 1 kills .* stories cut or not begun +\| broken off +\|/)
  expect(text).not.toMatch(/violated/i)
  expect(exitCode).toBe(130)
})
