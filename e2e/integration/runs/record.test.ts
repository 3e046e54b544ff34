import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunRecords } from '#electron/records/records.ts'
import type { LogItem } from '#shared/run-log.ts'
import { type ItemLine, recordLine, type RunLine } from '#shared/run-record.ts'
import { RecordReader } from '../../../renderer/record/record-reader.ts'
import { leftovers, TestHost } from '../../support/host.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, scripted, write } from '../../support/scripted.ts'
import { rm } from 'node:fs/promises'
import { readOutside } from './asking.ts'
import { type Bench, clear, openBench } from './bench.ts'

/** A key of the user's that looks like nothing. */
const KEY = 'plain words of a key'
const SHAPED = 'sk-proj-abcdefghijklmnopqrst'

describe('the record of a run', () => {
  let dataFolder: string
  let repo: string
  let host: TestHost
  let projectId: string
  beforeAll(async () => {
    dataFolder = await temporaryFolder('data')
    repo = await makeRepository()
    host = await TestHost.start(dataFolder, { SOME_SERVICE_KEY: KEY })
    const checkCommand = 'test -e mended.txt'
    projectId = (await practiceProject(host.client, repo, { checkCommand })).projectId
  })
  afterAll(async () => {
    await host.stop()
    expect(await leftovers(dataFolder)).toEqual([])
    await rm(dataFolder, { recursive: true, force: true })
    await rm(repo, { recursive: true, force: true })
  })

  const fetchRecord = (runId: string) => host.fetch(`/api/runs/${runId}/record`)
  async function readRecord(runId: string) {
    const response = await fetchRecord(runId)
    const text = await response.text()
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => recordLine.parse(JSON.parse(line)))
    return {
      text,
      lines,
      head: lines[0] as RunLine,
      items: lines.filter((line) => 'seq' in line) as ItemLine[],
    }
  }
  const asked = (runId: string, kind: string) =>
    host.when(async () => {
      const { items } = await host.client.requests.list()
      return items.find((one) => one.runId === runId && one.kind === kind && one.answer === null)
    })

  it('holds all that was said, asked, checked and done, while it goes on and after', async () => {
    const { client } = host
    const task = await client.tasks.create({
      projectId,
      title: 'A "whole" story',
      description: scripted(
        { text: 'I begin.' },
        bash(`echo "${KEY}" ${SHAPED} DB_PASSWORD=hunter22`),
        readOutside,
        { question: { text: 'Which one?', options: ['A', 'B'] } },
        { task: { description: 'Look below', prompt: 'Look.', script: [{ text: 'From below.' }] } },
        write('work.txt', 'work\n'),
        { text: 'The first turn is over.' },
        { onFix: [{ text: 'I have heard it.' }] },
        { onFix: [write('mended.txt', 'x\n'), { text: 'Mended.' }] },
      ),
    })
    const { id } = await client.tasks.execute({ id: task.id })

    const permission = await asked(id, 'permission')
    await client.runs.message({ id, text: 'Mind the tests.', interrupt: false })
    const early = await readRecord(id)
    expect(early.head.status).not.toBe('succeeded')
    expect(early.lines.some(({ type }) => type === 'end')).toBe(false)
    expect(early.items.at(-1)).toMatchObject({ type: 'request', state: 'asked' })

    await client.requests.answer({ id: permission.id, reply: 'once' })
    await client.requests.answer({ id: (await asked(id, 'question')).id, answers: [['B']] })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run.status).toBe('succeeded')
    // The run is over a moment before its agent has let go of it.
    for await (const _item of host.log(id)) void _item
    const { text, lines, head, items } = await readRecord(id)

    expect(head).toMatchObject({
      task: { identifier: task.identifier, title: 'A "whole" story' },
      status: 'succeeded',
      model: 'practice/scripted',
      agent: 'build',
      purpose: 'task',
      baseCommit: run.baseCommit,
      headCommit: run.headCommit,
      branch: run.branch,
      conditions: { program: 'OpenCode', grants: [], permissions: { outside: 'ask' } },
    })
    const { version } = await client.system.info()
    expect(head.conditions).toMatchObject({ openLinear: version })
    expect(head.conditions?.programVersion).toBe((await client.agents.health()).version)
    expect(head.conditions?.configHash).toMatch(/^[0-9a-f]{64}$/)

    const of = <T extends ItemLine['type']>(type: T) =>
      items.filter((item): item is Extract<ItemLine, { type: T }> => item.type === type)
    expect(of('message').map(({ reason }) => reason)).toEqual(['task', 'message', 'fix'])
    expect(of('message')[1]?.text).toContain('Mind the tests.')
    expect(of('request')).toMatchObject([
      { state: 'asked', kind: 'permission', permission: 'external_directory', subAgent: false, by: null },
      { state: 'answered', answer: { reply: 'once' }, by: 'user' },
      { state: 'asked', kind: 'question', text: 'Which one?' },
      { state: 'answered', answer: { answers: [['B']] }, text: 'B' },
    ])
    expect(of('check')).toMatchObject([
      { command: 'test -e mended.txt', exitCode: 1, passed: false },
      { command: 'test -e mended.txt', exitCode: 0, passed: true },
    ])
    expect(of('event').some((item) => 'sessionId' in item && item.sessionId !== undefined)).toBe(true)
    expect(lines.at(-1)).toMatchObject({
      type: 'end',
      status: 'succeeded',
      summary: 'Mended.',
      checkPassed: true,
      changes: { files: 2 },
      usage: { cost: 0 },
      lastSeq: items.length,
    })

    // Every item of the log is there once, and the page reads the same out of it.
    const log = (await client.runs.logs({ id, limit: 5000 })).items
    const reader = new RecordReader()
    reader.push(text)
    const read = reader.finish()
    expect(read.items.map(({ seq, at, kind }) => [seq, at, kind])).toEqual(
      log.map(({ seq, at, kind }) => [seq, at, kind]),
    )
    expect(read.isCutOff).toBe(false)

    // Secrets are in the log, as they were printed, and nowhere in the file.
    const printed = (some: LogItem[]) => JSON.stringify(some)
    for (const secret of [KEY, SHAPED, 'hunter22']) {
      expect(printed(log)).toContain(secret)
      expect(text).not.toContain(secret)
    }
    expect(text).toContain('DB_PASSWORD=<hidden>')
    expect(text).not.toContain(host.token)
  })

  it('is a file with a safe name, for those who may have it', async () => {
    const { items } = await host.client.tasks.list({ projectId })
    const runId = items[0]?.latestRunId ?? ''
    const response = await fetchRecord(runId)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="openlinear-${items[0]?.identifier}-run-1.jsonl"`,
    )
    await response.body?.cancel()
    const status = async (path: string, init?: RequestInit) => (await host.fetch(path, init)).status
    expect(await status(`/api/runs/${runId}/record`, { headers: { authorization: 'Bearer wrong' } })).toBe(
      401,
    )
    expect(await status(`/api/runs/${projectId}/record`)).toBe(404)
    expect(await status('/api/runs/..%2f..%2fetc/record')).toBe(404)
    expect(await status(`/api/runs/${runId}/record`, { method: 'POST' })).toBe(405)
    // One that is given up takes its thread with it, or the fourth would be refused.
    for (let round = 0; round < 5; round += 1) {
      const gone = new AbortController()
      await host.fetch(`/api/runs/${runId}/record`, { signal: gone.signal }).then(() => gone.abort())
    }
    await expect.poll(() => status(`/api/runs/${runId}/record`)).toBe(200)
  })
})

describe('a very long run', () => {
  const ROWS = 30_000
  let bench: Bench
  let runId: string
  beforeAll(async () => {
    bench = await openBench()
    const run = await bench.start('Long')
    runId = run.id
    await bench.until(runId, 'succeeded')
    const last = (await bench.runs.recorded(runId)).lastSeq
    // A short line, a long one, and sometimes one as long as a whole page.
    const text = (seq: number) => 'words '.repeat(seq % 10_000 === 0 ? 50_000 : seq % 10 === 0 ? 500 : 20)
    for (let from = last + 1; from <= ROWS; from += 500) {
      const rows = Array.from({ length: Math.min(500, ROWS - from + 1) }, (_, index) => ({
        run_id: runId,
        seq: from + index,
        at: '2026-01-01T00:00:00.000Z',
        kind: 'notice',
        body: JSON.stringify({ level: 'info', text: text(from + index) }),
      }))
      await bench.store.write(({ db }) =>
        db
          .insertInto('run_events')
          .values(rows)
          .execute()
          .then(() => undefined),
      )
    }
  })
  afterAll(async () => {
    await bench.close()
    await clear(bench)
  })

  it('is written page by page, no faster than it is taken, and holds nothing up', async () => {
    const { runs, tasks, projects } = bench
    let pages = 0
    const records = createRunRecords({
      version: '0',
      runs: {
        recorded: (id) => runs.recorded(id),
        storedLog: (...range) => {
          pages += 1
          return runs.storedLog(...range)
        },
      },
      tasks,
      projects,
      secrets: async () => [],
    })
    let longest = 0
    let isOver = false
    const watch = (async () => {
      for (let last = performance.now(); !isOver; last = performance.now()) {
        await setImmediate()
        longest = Math.max(longest, performance.now() - last)
      }
    })()
    const began = performance.now()
    const { chunks } = await records.open(runId, new AbortController().signal)
    let taken = 0
    let lines = 0
    let bytes = 0
    let largest = 0
    for await (const chunk of chunks) {
      taken += 1
      expect(pages).toBeLessThanOrEqual(taken)
      lines += chunk.split('\n').length - 1
      bytes += chunk.length
      largest = Math.max(largest, chunk.length)
    }
    isOver = true
    await watch
    expect(lines).toBe(ROWS + 2)
    // One item is longer than a page.
    expect(largest).toBeLessThan(bytes / 30)
    // Done in one go, both would be the whole.
    expect(longest / (performance.now() - began)).toBeLessThan(0.1)
    records.close()
  })

  it('says that it failed when the run is deleted meanwhile', async () => {
    const { runs, tasks, projects } = bench
    const records = createRunRecords({ version: '0', runs, tasks, projects, secrets: async () => [] })
    const { chunks } = await records.open(runId, new AbortController().signal)
    const reading = chunks[Symbol.asyncIterator]()
    await reading.next()
    await bench.store.write(({ db }) =>
      db
        .deleteFrom('run_events')
        .where('run_id', '=', runId)
        .execute()
        .then(() => undefined),
    )
    await expect(reading.next()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    records.close()
  })
})
