import { readdir, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { leftovers, type TestHost } from '../support/host.ts'
import type { OpenPage } from './open-page.ts'
import type { Series } from './verdict.ts'

/** One look at everything that could grow. Sizes in bytes. */
export interface Sample {
  /** Seconds since the soak began. */
  at: number
  hostHeap: number
  hostRss: number
  /** Before the collection: with the garbage of ten seconds. */
  hostRssBefore: number
  hostExternal: number
  /** File descriptors that the host has open. */
  hostFiles: number
  /** Processes that carry the host's id. */
  processes: number
  openCodeRss: number
  pageHeap: number
  pageNodes: number
  pageListeners: number
  database: number
  wal: number
}

/** Looks at the host (after a collection), the agent's servers, the page and the disk. */
export async function takeSample(
  at: number,
  host: TestHost,
  page: OpenPage,
  dataFolder: string,
  socket: string,
): Promise<Sample> {
  const memory = JSON.parse(await text(connect(socket))) as NodeJS.MemoryUsage & { rssBefore: number }
  const health = await host.client.agents.health()
  const seen = await page.measure()
  return {
    at,
    hostHeap: memory.heapUsed,
    hostRss: memory.rss,
    hostRssBefore: memory.rssBefore,
    hostExternal: memory.external,
    hostFiles: (await readdir(`/proc/${host.process.pid}/fd`)).length,
    processes: (await leftovers(dataFolder)).length,
    openCodeRss: health.servers.reduce((sum, { memory: bytes }) => sum + (bytes ?? 0), 0),
    pageHeap: seen.heap,
    pageNodes: seen.nodes,
    pageListeners: seen.listeners,
    database: (await stat(join(dataFolder, 'openlinear.db'))).size,
    wal: await stat(join(dataFolder, 'openlinear.db-wal')).then(
      ({ size }) => size,
      () => 0,
    ),
  }
}

const MB = 1024 * 1024

/** The samples as rows of the report. */
export function seriesOf(samples: readonly Sample[]): Series[] {
  const size = (name: string, of: (sample: Sample) => number, mustBeFlat = false): Series => ({
    name,
    unit: 'MB',
    values: samples.map((sample) => of(sample) / MB),
    mustBeFlat,
  })
  const count = (name: string, of: (sample: Sample) => number): Series => ({
    name,
    unit: 'count',
    values: samples.map(of),
    mustBeFlat: false,
  })
  return [
    size('host heap', (sample) => sample.hostHeap, true),
    size('host RSS', (sample) => sample.hostRss, true),
    size('page heap', (sample) => sample.pageHeap, true),
    size('host RSS before', (sample) => sample.hostRssBefore),
    size('host external', (sample) => sample.hostExternal),
    size('OpenCode RSS', (sample) => sample.openCodeRss),
    size('database', (sample) => sample.database),
    size('write-ahead log', (sample) => sample.wal),
    count('host files', (sample) => sample.hostFiles),
    count('processes', (sample) => sample.processes),
    count('page nodes', (sample) => sample.pageNodes),
    count('page listeners', (sample) => sample.pageListeners),
  ]
}
