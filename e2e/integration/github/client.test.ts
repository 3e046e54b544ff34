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
