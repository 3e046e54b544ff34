import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fixture, startFixture, TOKEN } from '../http/fixture.ts'

/** What the fuzz found once, each as the smallest call that shows it. */
let at: Fixture
beforeAll(async () => {
  at = await startFixture({ allowHosts: ['board.example'] })
})
afterAll(() => at.close())

test('the refusal of an input with thousands of wrong fields stays short', async () => {
  const strange = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 0]))
  const labelIds = Array.from({ length: 10_000 }, () => 'x')
  const name = 'x'.repeat(1_000_000)
  for (const body of [strange, { title: 'x', labelIds }, { [name]: 1 }]) {
    const answer = await at.call('POST', '/api/tasks', body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
    expect(JSON.stringify(answer.body).length).toBeLessThan(20_000)
    expect(answer.body.message).toMatch(/projectId: /)
  }
})

const strangeOrigins: [host: string | undefined, origin: string][] = [
  [undefined, 'file://'],
  [undefined, 'about:blank'],
  [undefined, 'app://openlinear'],
  ['board.example:99999', 'https://board.example'],
  ['board.example:99999', 'https://board.example:99999'],
]
test.each(strangeOrigins)(
  'to the host %s an origin %s is refused, not stumbled over',
  async (host, origin) => {
    const headers = { authorization: `Bearer ${TOKEN}`, host: host ?? `127.0.0.1:${at.port}`, origin }
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
    request({ port: at.port, path: '/api/tasks', headers }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end()
    expect(await promise).toBe(403)
  },
)
