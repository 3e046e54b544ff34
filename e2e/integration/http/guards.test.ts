import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fixture, startFixture, TOKEN } from './fixture.ts'

let at: Fixture
beforeAll(async () => {
  at = await startFixture({ allowHosts: ['board.example', 'other.example:8080'] })
})
afterAll(() => at.close())

/** fetch sets Host and Origin by itself; this sends what it is told. */
function raw(path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: at.port, path, method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

test('every call needs the token', async () => {
  const { body: document } = await at.call('GET', '/openapi.json')
  const calls = Object.entries(document.paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({
      method: method.toUpperCase(),
      path: `/api${path.replaceAll(/\{[^}]+\}/g, '01990000-0000-7000-8000-000000000001')}`,
    })),
  )
  expect(calls.length).toBeGreaterThan(40)
  const also = ['/openapi.json', '/api', '/api/nothing', '/rpc/tasks/list', '/rpc'].map((path) => ({
    method: 'GET',
    path,
  }))
  for (const { method, path } of [...calls, ...also]) {
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
      const answer = await at.call(method, path, undefined, { authorization })
      expect([method, path, answer.status, answer.body.code ?? answer.body.json?.code]).toEqual([
        method,
        path,
        401,
        'UNAUTHORIZED',
      ])
      expect(JSON.stringify(answer.body)).not.toContain(TOKEN)
    }
  }
})

test('the token does not count in the address', async () => {
  const { status } = await at.call('GET', `/api/tasks?token=${TOKEN}`, undefined, { authorization: '' })
  expect(status).toBe(401)
})

test('health and the page are open', async () => {
  const health = await at.call('GET', '/health', undefined, { authorization: '' })
  expect(health).toMatchObject({ status: 200, body: { status: 'ok' } })
  const page = await at.call('GET', '/', undefined, { authorization: '' })
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('OpenLinear') })
})

const hosts: [host: string, status: number][] = [
  ['127.0.0.1:PORT', 200],
  ['localhost:PORT', 200],
  ['LOCALHOST:PORT', 200],
  ['[::1]:PORT', 200],
  ['board.example', 200],
  ['board.example:443', 200],
  ['other.example:8080', 200],
  ['other.example', 403],
  ['localhost', 403],
  ['localhost:1', 403],
  ['evil.example:PORT', 403],
  ['127.0.0.1.evil.example:PORT', 403],
  ['127.0.0.1:PORT@evil.example', 403],
]
test.each(hosts)('Host %s is answered with %i', async (host, status) => {
  for (const path of ['/health', '/', '/api/tasks']) {
    const headers = { host: host.replace('PORT', String(at.port)), authorization: `Bearer ${TOKEN}` }
    const answer = await raw(path, headers)
    expect(answer.status).toBe(status)
    if (status === 403) expect(JSON.parse(answer.body).code).toBe('FORBIDDEN_HOST')
  }
})

const origins: [host: string, origin: string, status: number][] = [
  ['127.0.0.1:PORT', 'http://127.0.0.1:PORT', 200],
  ['localhost:PORT', 'http://localhost:PORT', 200],
  ['board.example', 'https://board.example', 200],
  ['127.0.0.1:PORT', 'http://localhost:PORT', 403],
  ['127.0.0.1:PORT', 'http://127.0.0.1:1', 403],
  ['127.0.0.1:PORT', 'https://evil.example', 403],
  ['127.0.0.1:PORT', 'null', 403],
  ['board.example', 'https://board.example.evil.example', 403],
]
test.each(origins)('to %s from the origin %s is answered with %i', async (host, origin, status) => {
  const port = (text: string) => text.replace('PORT', String(at.port))
  const headers = { host: port(host), origin: port(origin), authorization: `Bearer ${TOKEN}` }
  const answer = await raw('/api/tasks', headers)
  expect(answer.status).toBe(status)
  if (status === 403) expect(JSON.parse(answer.body).code).toBe('FORBIDDEN_ORIGIN')
})

test('a body of more than 2 MB is refused, and the next call works', async () => {
  const body = JSON.stringify({ name: 'x'.repeat(3 * 1024 * 1024) })
  expect(await at.call('POST', '/api/labels', body)).toMatchObject({
    status: 413,
    body: { code: 'PAYLOAD_TOO_LARGE', details: { limit: 2 * 1024 * 1024 } },
  })
  expect((await at.call('GET', '/api/labels')).status).toBe(200)
})

test('a form of another page is no JSON', async () => {
  const answer = await at.call('POST', '/api/labels', '{"name":"x"}', { 'content-type': 'text/plain' })
  expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_JSON' } })
})

test('a loop of writes is stopped, reads go on', async () => {
  const limited = await startFixture({ writeLimit: { calls: 5, seconds: 60 } })
  try {
    const write = () => limited.call('PATCH', '/api/settings', { theme: 'dark' })
    for (let call = 0; call < 5; call += 1) expect((await write()).status).toBe(200)
    const refused = await write()
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await limited.call('POST', '/rpc/settings/update', { json: {} })).status).toBe(429)
    expect((await limited.call('POST', '/rpc/settings/get', {})).status).toBe(200)
    expect((await limited.call('GET', '/api/settings')).status).toBe(200)
  } finally {
    await limited.close()
  }
})

test('the page comes with strict headers and its assets for good', async () => {
  for (const path of ['/', '/index.html', '/some/deep/link']) {
    const { status, headers, body } = await at.call('GET', path)
    expect(status).toBe(200)
    expect(body).toContain('OpenLinear')
    expect(headers.get('cache-control')).toBe('no-cache')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).toContain("img-src 'self' data: blob:;")
    expect(policy).toContain("form-action 'none'; frame-ancestors 'none'; base-uri 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
  const asset = await at.call('GET', '/assets/app-1a2b.js')
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect((await at.call('GET', '/assets/gone')).status).toBe(404)
  expect((await raw('/../../data/openlinear.db', { host: `127.0.0.1:${at.port}` })).status).toBe(404)
  expect((await at.call('POST', '/', {})).status).toBe(405)
})

test('answers of the API are kept by nobody', async () => {
  expect((await at.call('GET', '/api/settings')).headers.get('cache-control')).toBe('no-store')
})
