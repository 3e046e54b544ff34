import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { checkPlaces, placeOf } from './network.ts'

test.each([
  ['https://github.com/a/b.git', { host: 'github.com', port: 443 }],
  ['http://127.0.0.1:11434/v1', { host: '127.0.0.1', port: 11434 }],
  ['ssh://git@host.example:2222/a', { host: 'host.example', port: 2222 }],
  ['ssh://git@host.example/a', { host: 'host.example', port: 22 }],
  ['git@github.com:a/b.git', { host: 'github.com', port: 22 }],
  ['host.example:a/b.git', { host: 'host.example', port: 22 }],
  ['http://[::1]:1234/v1', { host: '::1', port: 1234 }],
  ['git://host.example/a', { host: 'host.example', port: 9418 }],
  ['/home/ada/repo.git', null],
  ['../repo', null],
  ['file:///home/ada/repo.git', null],
  ['C:\\repos\\a', null],
])('where %s is', (address, place) => {
  expect(placeOf(address)).toEqual(place)
})

test('what answers and what does not', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const open = { host: '127.0.0.1', port }
  const unknown = { host: 'no-such-host.invalid', port: 443 }
  expect(await checkPlaces([open, open])).toEqual({
    state: 'ok',
    detail: `Reached 127.0.0.1:${port}.`,
    fix: null,
  })
  expect(await checkPlaces([open, unknown])).toMatchObject({
    state: 'warning',
    detail: 'Not reached: no-such-host.invalid:443.',
  })
  server.close()
  expect(await checkPlaces([open])).toMatchObject({
    state: 'warning',
    detail: `Offline? Not reached: 127.0.0.1:${port}.`,
    fix: expect.stringContaining('practice model still work'),
  })
  expect(await checkPlaces([])).toMatchObject({ state: 'ok' })
})
