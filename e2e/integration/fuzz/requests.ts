import fc from 'fast-check'
import { NASTY_TEXTS, nasty, toJson } from './nasty.ts'
import { PROCEDURES } from './procedures.ts'
import { rpcBody } from './frames.ts'
import { encode } from './transports.ts'

/** A request as it goes out, however wrong. */
export interface RawRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Buffer | undefined
}

const segment = fc.oneof(
  fc.constantFrom(
    '.',
    '..',
    '%2e%2e',
    '%2f',
    '%',
    '%zz',
    '%00',
    '%ff',
    '',
    'x',
    '__proto__',
    '~',
    '*',
    ';a=b',
    'a'.repeat(3000),
  ),
  fc.constantFrom(...NASTY_TEXTS).map((text) => encodeURIComponent(text.toWellFormed())),
)

/** What asks the agent's program is fuzzed in calls.test.ts. */
const QUICK = PROCEDURES.filter(({ name }) => !/^(agents|providers|models|doctor)\./.test(name))

/** Paths, each with the method that it takes. */
const place: fc.Arbitrary<{ path: string; own: string }> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...QUICK), segment).map(([{ path, method }, value]) => ({
      path: `/api${path.replaceAll(/\{\w+\}/g, value)}`,
      own: method,
    })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...QUICK)
      .map(({ name }) => ({ path: `/rpc/${name.replace('.', '/')}`, own: 'POST' })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('/', '/api/', '/rpc/', '/api/tasks/', '/assets/', '//', '/api//'),
        fc.array(segment, { maxLength: 3 }),
      )
      .map(([start, rest]) => ({ path: start + rest.join('/'), own: 'GET' })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('/openapi.json', '/health', '*', '/rpc', '/api', '/index.html', '/api/tasks/')
      .map((path) => ({ path, own: 'GET' })),
  },
)

const query = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '?',
      '?limit=1e3&limit=2',
      '?limit=',
      '?limit=0x10',
      '?after=-1',
      '?after=99999999999999999999',
      '?__proto__[x]=1',
      '?constructor[prototype][x]=1',
      '?a[b][c][d]=1&a[b]=2&a=3',
      '?q=%ff%fe',
      '?archived=maybe',
      '?cursor=e30',
      '?data=%7B%22json%22%3A%7B%7D%7D',
      '?data={',
      `?q=${'x'.repeat(5000)}`,
      `?${'status[]=todo&'.repeat(300)}`,
    ),
  },
)

const JSON_TYPE = 'application/json'
const headers: fc.Arbitrary<Record<string, string>> = fc
  .record(
    {
      'content-type': fc.oneof(
        { weight: 8, arbitrary: fc.constant(JSON_TYPE) },
        fc.constantFrom(
          'text/plain',
          'multipart/form-data; boundary=x',
          'application/json; charset=utf-16',
          '',
          'application/x-www-form-urlencoded',
        ),
      ),
      'content-encoding': fc.constantFrom('gzip', 'identity', 'br, gzip'),
      authorization: fc.constantFrom('', 'Bearer', 'Bearer x', 'Basic eDp5', `Bearer ${'x'.repeat(5000)}`),
      host: fc.constantFrom(
        '',
        'evil.example',
        '127.0.0.1',
        '127.0.0.1:99999',
        '[::1',
        'a b',
        '127.0.0.1:1@x',
      ),
      origin: fc.constantFrom('null', 'http://evil.example', 'x', 'http://[::1', 'file://'),
      'last-event-id': fc.constantFrom('-1', '1e9', 'x', '99999999999999999999', '0'),
      accept: fc.constantFrom('text/event-stream', '*/*', 'x'),
      expect: fc.constantFrom('100-continue', 'x'),
      'x-http-method-override': fc.constant('DELETE'),
    },
    { requiredKeys: ['content-type'] },
  )
  // Most requests get past the guards.
  .chain((all) =>
    fc
      .shuffledSubarray(Object.keys(all).filter((name) => name !== 'content-type'))
      .map((names) => names.slice(0, 1))
      .map((kept) =>
        Object.fromEntries(
          Object.entries(all).filter(([name]) => name === 'content-type' || kept.includes(name)),
        ),
      ),
  )

const body: fc.Arbitrary<string | Buffer | undefined> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: rpcBody().map(toJson) },
  { weight: 3, arbitrary: nasty.map((value) => toJson(encode(value).json ?? null)) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\ufeff{}',
      '{"json":{"id":',
      '{}{}',
      '{"a":1,"a":2}',
      '{"json":"\\ud800"}',
      `{"json":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `{"json":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
      `{"json":"${'x'.repeat(2_500_000)}"}`,
      '{"json":{},"meta":[[0,"__proto__","x"],[7]]}',
    ),
  },
)

export const rawRequest: fc.Arbitrary<RawRequest> = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(null) },
      { weight: 3, arbitrary: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT') },
      { weight: 1, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH') },
    ),
    place,
    query,
    headers,
    body,
  )
  .map(([other, { path, own }, rest, head, content]) => {
    const method = other ?? own
    const body = method === 'GET' || method === 'HEAD' ? undefined : content
    return { method, path: `${path}${rest}`, headers: head, body }
  })

/** Bytes that are hardly HTTP. */
export const RAW_BYTES: readonly string[] = [
  'GET / HTTP/1.1\r\n\r\n',
  'GET /api/tasks HTTP/9.9\r\nhost: x\r\n\r\n',
  'POST /rpc/tasks/list HTTP/1.1\r\nhost: HOST\r\ncontent-length: -1\r\n\r\n',
  'POST /rpc/tasks/list HTTP/1.1\r\nhost: HOST\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /rpc/tasks/list HTTP/1.1\r\nhost: HOST\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'GET http://evil.example/api/tasks HTTP/1.1\r\nhost: HOST\r\n\r\n',
  'GET http://[::1 HTTP/1.1\r\nhost: HOST\r\n\r\n',
  'CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: HOST\r\n\r\n',
  'GET /api/events HTTP/1.1\r\nhost: HOST\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  `GET / HTTP/1.1\r\nhost: HOST\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  'GET /\0 HTTP/1.1\r\nhost: HOST\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
]
