import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

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

test('a campaign that is broken off says what it knows, and calls nothing violated', async () => {
  const { text, exitCode } = await brokenOffAt('life 1', '--only', 'kills', '--kills', '4', '--jobs', '1')
  expect(text).toMatch(/\| kills +\| 1 kills .* stories cut or not begun +\| broken off +\|/)
  expect(text).not.toMatch(/violated/i)
  expect(exitCode).toBe(130)
})

test('each scenario says how it ended, and one that is broken off that it was', async () => {
  const { text, exitCode } = await brokenOffAt(
    '… locks-for-ever',
    ...['disk-full-migration', 'locks-for-ever', 'hosts-second-refused'].flatMap((name) => ['--only', name]),
  )
  expect(text).not.toMatch(/violated/i)
  expect(text).toMatch(/\| locks-for-ever +\|.*\| broken off +\|/)
  expect(text).toMatch(/^hosts-second-refused: holds \(\d+\.\d s\)$/m)
  expect(exitCode).toBe(130)
})
