import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rm } from 'node:fs/promises'
import { makeRepository } from '../../support/repository.ts'
import { Board, type Refusal } from './board.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const UNKNOWN = '01990000-0000-7000-8000-00000000ffff'
const COMMIT = 'c'.repeat(40)

let board: Board
let repo: string
let projectId: string

beforeAll(async () => {
  board = await Board.start()
  repo = await makeRepository()
  projectId = (await board.client.projects.create({ localPath: repo, name: 'Bodies' })).id
})
afterAll(async () => {
  await board.close()
  await rm(repo, { recursive: true, force: true })
})

describe('a body', () => {
  const notJson = (says: RegExp): Refusal => ({ status: 400, code: 'INVALID_JSON', says })
  const wrong = (says: RegExp): Refusal => ({ status: 400, code: 'BAD_REQUEST', says })
  const tooLarge: Refusal = { status: 413, code: 'PAYLOAD_TOO_LARGE', says: /2 MB at most/ }
  /** A task with `text` in place of its closing brace. */
  const task = (text: string) => `{"projectId":"${projectId}","title":"x"${text}`
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

  const cases: [
    what: string,
    body: () => string | Uint8Array,
    refusal: Refusal,
    headers?: Record<string, string>,
  ][] = [
    ['that is text', () => 'hello', notJson(/not whole JSON/)],
    ['that is cut off', () => task(',"desc'), notJson(/not whole JSON/)],
    ['with a second object behind it', () => `${task('}')}{}`, notJson(/not whole JSON/)],
    ['that is an array', () => `[${task('}')}]`, notJson(/JSON object/)],
    ['that is null', () => 'null', notJson(/JSON object/)],
    ['that is a number', () => '1', notJson(/JSON object/)],
    ['that is empty', () => '', wrong(/title: is missing/)],
    ['with a number for its title', () => task('}').replace('"x"', '5'), wrong(/^title: should be text$/)],
    ['with an empty title', () => task('}').replace('"x"', '""'), wrong(/^title: \S+ \S+/)],
    ['that is not UTF-8', () => Buffer.from(task(',"description":"\xff"}'), 'latin1'), notJson(/not UTF-8/)],
    ['in UTF-16', () => Buffer.from(task('}'), 'utf16le'), notJson(/not UTF-8|not whole JSON/)],
    [
      'that says it is UTF-16',
      () => task('}'),
      notJson(/in UTF-8/),
      { 'content-type': 'application/json; charset=utf-16' },
    ],
    [
      'that says it is packed',
      () => task('}'),
      notJson(/Content-Encoding/),
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
    ],
    [
      'of plain text',
      () => task('}'),
      notJson(/Content-Type: application\/json/),
      { 'content-type': 'text/plain' },
    ],
    [
      'of a form',
      () => 'title=x',
      notJson(/application\/json/),
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    [
      'of a form with files',
      () => '--x',
      notJson(/application\/json/),
      { 'content-type': 'multipart/form-data; boundary=x' },
    ],
    ['of no type', () => Buffer.from(task('}')), notJson(/application\/json/), {}],
    ['of 3 MB', () => task(`,"description":"${'x'.repeat(3 << 20)}"}`), tooLarge],
    ['of 70 MB', () => 'x'.repeat(70 << 20), tooLarge],
    ['nested 100,000 deep', () => task(`,"description":${nested(100_000)}}`), wrong(/description: /)],
    [
      'with a strange key',
      () => task(',"z":1}'),
      wrong(/^There is no field "z"; the fields are projectId, title, /),
    ],
    ['with __proto__', () => task(',"__proto__":{"archived":true}}'), wrong(/There is no field "__proto__"/)],
    [
      'with constructor',
      () => task(',"constructor":{"prototype":{"x":1}}}'),
      wrong(/There is no field "constructor"/),
    ],
    ['with a NUL', () => task(',"description":"a\\u0000b"}'), wrong(/description: holds a NUL character/)],
    ['with a NUL in a list', () => task(',"labelIds":["a\\u0000"]}'), wrong(/labelIds\.0: /)],
    [
      'with half an emoji',
      () => task(',"description":"\\ud83d"}'),
      wrong(/description: holds half of a surrogate/),
    ],
    ['with half an emoji in a key', () => task(',"\\ud83d":1}'), wrong(/half of a surrogate/)],
    [
      'with a description of 1 MB',
      () => task(`,"description":"${'d'.repeat(1 << 20)}"}`),
      wrong(/description: at most 200,000 characters; keep longer text in a file/),
    ],
    [
      'with a title of 501 letters',
      () => task('}').replace('"x"', `"${'t'.repeat(501)}"`),
      wrong(/title: .*500/),
    ],
  ]
  it.each(cases)('%s is refused', async (_what, body, refusal, headers = JSON_TYPE) => {
    await board.refuses(() => board.call('POST', '/api/tasks', body(), headers), refusal, repo)
    expect(({} as Record<string, unknown>).archived).toBeUndefined()
  })

  it('with a byte order mark, or a name twice, is read as JSON says', async () => {
    const marked = await board.call('POST', '/api/tasks', `\ufeff${task('}')}`)
    expect(marked).toMatchObject({ status: 201, body: { title: 'x' } })
    const twice = await board.call('POST', '/api/tasks', task(',"title":"last"}'))
    expect(twice).toMatchObject({ status: 201, body: { title: 'last' } })
  })

  const calls: [what: string, body: string][] = [
    ['text', 'x'],
    ['a call without its envelope', '{"title":"x"}'],
    ['meta of another shape', '{"json":{"id":1},"meta":5}'],
    ['a path to __proto__', '{"json":{"title":"x"},"meta":[[0,"__proto__","x"]]}'],
    ['maps that lead nowhere', '{"json":{},"maps":[["a"]]}'],
    ['a NUL', '{"json":{"title":"a\\u0000"}}'],
  ]
  it.each(calls)('of the page’s own calls: %s is refused', async (_what, body) => {
    const before = await board.state()
    const answer = await board.call('POST', '/rpc/tasks/create', body)
    expect(answer).toMatchObject({ status: 400, body: { json: { status: 400 } } })
    expect(answer.body.json.message).toMatch(/\S \S/)
    expect(await board.state()).toEqual(before)
  })
})

interface Operation {
  parameters?: { in: string; name: string }[]
  requestBody?: unknown
}

describe('an id', () => {
  /** Bodies that are sound, so that the id alone is wrong; every other call needs none. */
  const SOUND: Record<string, unknown> = {
    'POST /publications/{id}/merge': { method: 'merge' },
    'POST /publications/{id}/replies': { commentId: 1, body: 'x' },
    'POST /projects/{id}/trust': { hash: 'a'.repeat(64) },
    'POST /tasks/{id}/comments': { body: 'x' },
    'POST /tasks/{id}/issue': { number: 1, keep: 'task' },
    'PATCH /comments/{id}': { body: 'x' },
    'POST /requests/{id}/answer': { reply: 'once' },
    'POST /runs/{id}/send-back': { comments: 'x' },
    'POST /runs/{id}/send-back/preview': { comments: 'x' },
    'POST /runs/{id}/revert': { head: COMMIT, path: 'x' },
    'POST /runs/{id}/restore': { commit: COMMIT, like: COMMIT },
    'POST /runs/{id}/continue': { choice: 'x' },
    'POST /runs/{id}/message': { text: 'x' },
    'POST /tasks/{id}/contest': { candidates: [{}, {}] },
    'POST /contests/{id}/add': { candidate: {} },
    'POST /contests/{id}/take': { runId: UNKNOWN },
    'POST /batches/{id}/message': { text: 'x' },
    'POST /batches/{id}/reorder': { taskIds: [UNKNOWN] },
    'POST /batches/{id}/tasks/{taskId}/send-back': { comments: 'x' },
    'POST /brainstorms/{id}/plan': { plan: null },
    'POST /brainstorms/{id}/change': { comments: 'x' },
    'POST /terminals/{id}/write': { data: 'x' },
    'POST /terminals/{id}/resize': { cols: 80, rows: 24 },
    'PUT /providers/{id}/key': { key: 'sk-unknown-0123456789' },
    'POST /providers/{id}/sign-in': { method: 0 },
  }

  const QUERIES: Record<string, string> = {
    '/contests/{id}/diff': `?a=${UNKNOWN}&b=${UNKNOWN}`,
    '/projects/{id}/file': `?commit=${COMMIT}&path=x`,
  }

  /** Every call with an id in its path, as the host itself describes them. */
  async function callsWithId(): Promise<{ method: string; path: string }[]> {
    const { body } = await board.call('GET', '/openapi.json')
    return Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(
      ([path, methods]) =>
        path.includes('{id}')
          ? Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path }))
          : [],
    )
  }
  const to = (path: string, id: string) =>
    `/api${path.replace('{id}', encodeURIComponent(id)).replace('{taskId}', UNKNOWN)}${QUERIES[path] ?? ''}`

  it('nobody has is not found, whatever is called', async () => {
    const calls = await callsWithId()
    expect(calls.length).toBeGreaterThan(40)
    const before = await board.state(repo)
    const answers = []
    for (const { method, path } of calls) {
      const id = path.startsWith('/providers') ? 'no-such-provider' : UNKNOWN
      const body = method === 'GET' ? undefined : (SOUND[`${method} ${path}`] ?? {})
      const answer = await board.call(method, to(path, id), body)
      answers.push([`${method} ${path}`, answer.status, answer.body.code, /\S \S/.test(answer.body.message)])
    }
    expect(answers).toEqual(calls.map(({ method, path }) => [`${method} ${path}`, 404, 'NOT_FOUND', true]))
    expect(await board.state(repo)).toEqual(before)
  })

  const strange = [
    '1',
    'x'.repeat(5000),
    '../../etc/passwd',
    `${UNKNOWN} `,
    UNKNOWN.toUpperCase(),
    "' OR 1=1 --",
    '\0',
    '😀',
    '-rf',
  ]
  it.each(strange)('that is none (%j) is refused', async (id) => {
    const before = await board.state(repo)
    for (const { method, path } of await callsWithId()) {
      if (path.startsWith('/providers')) continue
      const body = method === 'GET' ? undefined : (SOUND[`${method} ${path}`] ?? {})
      const { status, body: failure } = await board.call(method, to(path, id), body)
      // A stream, or a file, has no schema of its own: it looks the id up.
      const expected = /\/(stream|record|content)$/.test(path) ? [404, 'NOT_FOUND'] : [400, 'BAD_REQUEST']
      expect([method, path, status, failure.code]).toEqual([method, path, ...expected])
    }
    expect(await board.state(repo)).toEqual(before)
  })

  it('in a body is looked for as well', async () => {
    const none: Refusal = { status: 404, code: 'NOT_FOUND', says: new RegExp(UNKNOWN) }
    const post = (path: string, body: unknown) =>
      board.refuses(() => board.call('POST', path, body), none, repo)
    await post('/api/tasks', { projectId: UNKNOWN, title: 'x' })
    for (const field of ['labelIds', 'dependsOn'])
      await post('/api/tasks', { projectId, title: 'x', [field]: [UNKNOWN] })
    await post('/api/tasks', { projectId, title: 'x', parentId: UNKNOWN })
    for (const field of ['projectId', 'runId'])
      await post('/api/system/open-folder', { [field]: UNKNOWN, where: 'files' })
    const agents = () => board.call('GET', `/api/agents?projectId=${UNKNOWN}`)
    await board.refuses(agents, none, repo)
  })
})
