import { setTimeout as delay } from 'node:timers/promises'
import type { CDPSession, Page } from '@playwright/test'
import { newPage, openBrowser } from '../bench/page-browser.ts'
import type { TestHost } from '../support/host.ts'

/** A page that somebody watches the agents at work in. */
export interface OpenPage {
  /** Bytes of its heap after a full collection, and what hangs in its documents. */
  measure(): Promise<{ heap: number; nodes: number; listeners: number }>
  /** Errors that nothing in the page caught. */
  problems: readonly string[]
  close(): Promise<void>
}

const LOOK_MS = 1000

/**
 * Opens the page and goes from the board to a task that is carried out, and to another one when that is over,
 * the way a user does: it is loaded once only. Ends when `signal` aborts.
 */
export async function openPage(
  host: TestHost,
  signal: AbortSignal,
): Promise<{ page: OpenPage; watching: Promise<void> }> {
  const browser = await openBrowser()
  const page = await newPage(browser)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.enable')
  await page.goto(host.address)
  return {
    watching: watchRuns(page, host, signal),
    page: {
      problems,
      measure: () => measure(devtools),
      close: () => browser.close(),
    },
  }
}

async function watchRuns(page: Page, host: TestHost, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const running = (await host.client.runs.list()).items.find(({ status }) => status === 'running')
    if (running !== undefined) {
      const card = page.locator(`[data-card="${running.taskId}"]`)
      try {
        await page.getByRole('link', { name: 'All tasks' }).click()
        await card.click({ position: { x: 60, y: 30 }, timeout: 5000 })
      } catch (error) {
        if (signal.aborted) return
        // It was over, and put away, before the pointer came there.
        if (!(error instanceof Error && error.name === 'TimeoutError')) throw error
        continue
      }
      while (!signal.aborted && (await isRunning(host, running.id))) await delay(LOOK_MS)
    } else await delay(LOOK_MS)
  }
}

async function isRunning(host: TestHost, runId: string): Promise<boolean> {
  const { items } = await host.client.runs.list()
  return items.some(({ id, status }) => id === runId && status === 'running')
}

async function measure(devtools: CDPSession) {
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  const counters = await devtools.send('Memory.getDOMCounters')
  return { heap: usedSize, nodes: counters.nodes, listeners: counters.jsEventListeners }
}
