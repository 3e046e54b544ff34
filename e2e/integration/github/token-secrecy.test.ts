import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { TestHost } from '../../support/host.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { filesWith, processesOf } from '../../support/secrecy.ts'
import { CLIENT_ID, startWithUsers } from './account-rooms.ts'

test('a token is in no answer, event, log line, file, command line or environment of a host', async () => {
  const fake = await startWithUsers()
  const dataFolder = await temporaryFolder('data')
  const host = await TestHost.start(dataFolder)
  const classic = fake.addToken('ada').value
  const wrong = 'ghp_wrong000000000000000000000000000000'
  fake.devices.interval = 1
  const answers: string[] = []
  const call = async (method: string, path: string, body?: object) => {
    const response = await host.fetch(`/api/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    answers.push(JSON.stringify([...response.headers]), await response.text())
    return { status: response.status, body: JSON.parse(answers.at(-1) ?? '') }
  }
  try {
    const none = await call('POST', 'github/sign-in', { host: fake.host })
    expect(none).toMatchObject({ status: 409, body: { code: 'GITHUB_NOT_SET_UP' } })
    await call('PATCH', 'settings', { githubHosts: [{ host: fake.host, clientId: CLIENT_ID }] })
    const signIn = await call('POST', 'github/sign-in', { host: fake.host })
    expect(signIn.status).toBe(202)
    fake.devices.approve(signIn.body.userCode, 'grace')
    expect(await call('POST', 'github/sign-in/finish', { host: fake.host })).toMatchObject({
      status: 200,
      body: { login: 'grace', kind: 'device' },
    })
    expect(await call('POST', 'github/accounts', { host: fake.host, token: classic })).toMatchObject({
      status: 201,
      body: { login: 'ada' },
    })
    expect(await call('POST', 'github/accounts', { host: fake.host, token: wrong })).toMatchObject({
      status: 409,
      body: { code: 'GITHUB_ERROR', details: { failure: 'unauthorized' } },
    })
    for (const path of ['github', 'github/accounts', 'settings']) {
      expect((await call('GET', path)).status, path).toBe(200)
    }
    const list = (await call('GET', 'github/accounts')).body
    expect(list.items.map(({ login }: { login: string }) => login)).toEqual(['grace', 'ada'])

    const secrets = [...fake.world.tokens.keys(), wrong]
    // The one that was given, that of the sign-in, and the one that is none.
    expect(secrets).toHaveLength(3)
    const holds = (text: string) => secrets.filter((secret) => text.includes(secret))
    expect(answers.flatMap(holds)).toEqual([])
    expect(holds(host.stderr.join(''))).toEqual([])
    const processes = await processesOf(host, dataFolder)
    expect(processes.map(({ pid }) => pid)).toContain(host.process.pid)
    expect(processes.flatMap(({ line, environment }) => holds(line + environment))).toEqual([])
    expect(await filesWith(dataFolder, secrets)).toEqual([])
    expect(fake.requests.flatMap(({ url }) => holds(url))).toEqual([])
    expect(fake.violations).toEqual([])
  } finally {
    await host.stop()
    await fake.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
})
