import { describe, expect, it, vi } from 'vitest'
import { longLog } from '#e2e/support/long-log.ts'
import type { LogItem } from '#shared/run-log.ts'
import { flatten } from './flat-rows.ts'
import { LogFold } from './fold-log.ts'
import { LogReader, type LogSource } from './log-reader.ts'

const AT = '2026-01-01T10:00:00.000Z'
const logOf = (length: number): LogItem[] =>
  [...longLog(length)].map((body, index) => ({ seq: index + 1, at: AT, ...body }))

/** A host that holds a log, to which items can be added. */
function host(items: LogItem[], pageSize = 300) {
  const followers = new Set<{ after: number; take: (items: LogItem[]) => void }>()
  let isDown = false
  const read: number[] = []
  const source: LogSource = {
    async before(before, limit) {
      await Promise.resolve()
      if (isDown) throw new Error('The host is away.')
      const page = items.filter(({ seq }) => seq < before).slice(-Math.min(limit, pageSize))
      read.push(page.length)
      return page
    },
    follow(after, on) {
      const follower = { after, take: on.items }
      followers.add(follower)
      const missed = items.filter(({ seq }) => seq > after)
      if (missed.length > 0) on.items(missed)
      return () => followers.delete(follower)
    },
    plan: async () => [{ content: 'Asked for', status: 'pending' }],
  }
  return {
    source,
    read,
    down: (is: boolean) => {
      isDown = is
    },
    add: (more: LogItem[]) => {
      items.push(...more)
      for (const { take } of followers) take(more)
    },
  }
}

const rowsOf = (fold: LogFold) => flatten(fold, () => true)
function folded(items: readonly LogItem[]): LogFold {
  const fold = new LogFold()
  fold.push(items)
  return fold
}
const whole = (reader: LogReader) => vi.waitFor(() => expect(reader.reading.older).toBe('all'))

describe('a log that is read from its end', () => {
  it('shows the end first, and is in the end what it is from the beginning', async () => {
    const items = logOf(9000)
    const { source, read } = host(items)
    const reader = new LogReader(source, () => undefined)
    reader.start()
    await vi.waitFor(() => expect(reader.reading.status).toBe('open'))
    expect(read).toEqual([300])
    expect(reader.reading.older).toBe('some')
    expect(rowsOf(reader.reading.fold).at(-1)).toEqual(rowsOf(folded(items)).at(-1))
    await vi.waitFor(() => expect(reader.reading.plan[0]?.content).toBe('Asked for'))
    reader.readAll()
    await whole(reader)
    expect(rowsOf(reader.reading.fold)).toEqual(rowsOf(folded(items)))
    expect(reader.reading.plan[0]?.content).toBe('Read the sources')
    // Each item is asked for once.
    expect(read.reduce((sum, count) => sum + count, 0)).toBe(9000)
    reader.stop()
  })

  it('loses nothing of what is written meanwhile', async () => {
    const items = logOf(20_000)
    const later = items.splice(15_000)
    const { source, add } = host(items, 2000)
    const reader = new LogReader(source, () => undefined)
    reader.readAll()
    reader.start()
    while (later.length > 0) {
      add(later.splice(0, 50))
      await new Promise((resolve) => setTimeout(resolve))
    }
    await whole(reader)
    expect(reader.reading.fold.lastSeq).toBe(20_000)
    expect(rowsOf(reader.reading.fold)).toEqual(rowsOf(folded(items)))
    reader.stop()
  })

  it('says that what came before could not be read, and reads it when it is asked again', async () => {
    const items = logOf(2000)
    const { source, down } = host(items)
    const reader = new LogReader(source, () => undefined)
    reader.start()
    await vi.waitFor(() => expect(reader.reading.status).toBe('open'))
    down(true)
    reader.readAll()
    await vi.waitFor(() => expect(reader.reading.older).toBe('failed'))
    expect(reader.reading.status).toBe('open')
    expect(reader.reading.error).toBe('The host is away.')
    down(false)
    reader.start()
    await whole(reader)
    expect(rowsOf(reader.reading.fold)).toEqual(rowsOf(folded(items)))
    reader.stop()
  })

  it('fails when the end cannot be read, and begins when it is asked again', async () => {
    const { source, down } = host(logOf(10))
    down(true)
    const reader = new LogReader(source, () => undefined)
    reader.start()
    await vi.waitFor(() => expect(reader.reading.status).toBe('failed'))
    down(false)
    reader.start()
    await vi.waitFor(() => expect(reader.reading.status).toBe('open'))
    expect(reader.reading.older).toBe('all')
    expect(reader.reading.fold.lastSeq).toBe(10)
    reader.stop()
  })

  it('waits for what comes where there is nothing yet', async () => {
    const { source, add } = host([])
    const reader = new LogReader(source, () => undefined)
    reader.readAll()
    reader.start()
    await whole(reader)
    expect(reader.reading.status).toBe('loading')
    add(logOf(3))
    expect(reader.reading.status).toBe('open')
    expect(reader.reading.fold.lastSeq).toBe(3)
    reader.stop()
  })
})
