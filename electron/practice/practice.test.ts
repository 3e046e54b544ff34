import { readdir, readFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import { createPractice, type PracticeModel } from './practice.ts'
import { scriptBlock } from './script.ts'

let practice: PracticeModel
afterEach(() => practice.stop())

const make = () => {
  practice = createPractice({ hostId: `practice-test-${process.pid}`, log: () => undefined })
  return practice
}

const ask = async (stream: boolean, key?: string) => {
  const { baseUrl, apiKey } = await practice.ensure()
  return fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key ?? apiKey}` },
    body: JSON.stringify({
      stream,
      tools: [{}],
      messages: [{ role: 'user', content: scriptBlock([{ text: 'one two', delayMs: 0 }]) }],
    }),
  })
}

test('answers at once or in a stream, and only who knows the key', async () => {
  make()
  const whole = (await (await ask(false)).json()) as { choices: { message: { content: string } }[] }
  expect(whole.choices[0]?.message.content).toBe('one two')
  const stream = await (await ask(true)).text()
  expect(stream.match(/"content":"[^"]+"/g)).toEqual(['"content":"one "', '"content":"two"'])
  expect(stream.endsWith('data: [DONE]\n\n')).toBe(true)
  expect((await ask(false, 'guess')).status).toBe(401)
})

test.runIf(process.platform === 'linux')('comes back at the same address after a crash', async () => {
  make()
  const before = await practice.ensure()
  const pid = await pidOf(`practice-test-${process.pid}`)
  process.kill(pid, 'SIGKILL')
  const dead = () =>
    fetch(`${before.baseUrl}/models`).then(
      () => false,
      () => true,
    )
  while (!(await dead())) await new Promise((resolve) => setImmediate(resolve))
  // The exit may be known a moment later than the closed port.
  let after = await practice.ensure()
  while (await dead()) {
    await new Promise((resolve) => setImmediate(resolve))
    after = await practice.ensure()
  }
  expect(after).toEqual(before)
})

test('is not started again once stopped', async () => {
  make()
  await practice.ensure()
  await practice.stop()
  await expect(practice.ensure()).rejects.toThrow('has been stopped')
})

async function pidOf(hostId: string): Promise<number> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
    if (environment.includes(hostId)) return Number(name)
  }
  throw new Error('There is no practice process.')
}
