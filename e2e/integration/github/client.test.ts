import { expect, it } from 'vitest'
import { createClient } from '#electron/github/client.ts'
import { FakeGithub } from '#e2e/support/github/fake-github.ts'

it('an answer that is cut off or comes too late is no answer', async () => {
  const github = await FakeGithub.start()
  github.addUser('ada')
  const { value: token } = github.addToken('ada')
  const { host } = github
  const client = createClient({ host, token, login: 'ada', scopes: [], version: '0', fetch, now: Date.now })
  const late = () => Promise.reject(new DOMException('', 'TimeoutError'))
  const impatient = createClient({
    host,
    token,
    login: 'ada',
    scopes: [],
    version: '0',
    fetch: late,
    now: Date.now,
  })
  await expect(impatient.request('GET /user')).rejects.toMatchObject({ failure: 'timeout' })
  github.fail('GET /user', { cut: 'middle' }, { times: 2 })
  await expect(client.request('GET /user')).rejects.toMatchObject({ failure: 'offline' })
  await expect(client.ifChanged('GET /user', {}, null)).rejects.toMatchObject({ failure: 'offline' })
  expect(await client.request('GET /user')).toMatchObject({ data: { login: 'ada' } })
  await github.stop()
})

it('of a log that is longer than anybody reads its end is kept, and the rest never held', async () => {
  const mark = '2026-03-01T10:00:00Z line '
  const line = (index: number) => `${mark}${String(index).padStart(9, '0')}\n`
  const lines = 200_000
  let pulled = 0
  const log = new ReadableStream<Uint8Array>({
    pull(controller) {
      for (let most = pulled + 5_000; pulled < most; pulled += 1)
        controller.enqueue(Buffer.from(line(pulled)))
      if (pulled >= lines) controller.close()
    },
  })
  const answer = new Response(log, { headers: { 'content-type': 'text/plain' } })
  const client = createClient({
    host: 'github.com',
    token: 'x',
    login: 'ada',
    scopes: [],
    version: '0',
    fetch: async () => answer,
    now: Date.now,
  })
  const { data } = await client.request('GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', {
    owner: 'ada',
    repo: 'engine',
    job_id: 1,
  })
  const text = String(data)
  expect(text.length).toBeLessThanOrEqual(300_100)
  expect(text.split('\n')[0]).toMatch(/^\[… the first 6\.9 MB of this log are left out …\]$/)
  expect(text.split('\n')[1]).toMatch(/^2026-03-01T10:00:00Z line \d{9}$/)
  expect(text.endsWith(line(lines - 1))).toBe(true)
})
