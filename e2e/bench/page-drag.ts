import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from '@playwright/test'
import { startBuilt } from './built-host.ts'
import { newPage, openBrowser } from './page-browser.ts'
import { type Frames, recordFrames, stopRecording } from './page-frames.ts'
import type { Seeded } from './seed.ts'

/** Between two positions of the pointer: that of a screen, not of a fast mouse, since a drag is told once a frame. */
const STEP_MS = 8

/** What the page gets to itself once the cards are there. */
const SETTLE_MS = 1500

type Point = { x: number; y: number }

/**
 * Drags a card through all columns, holds it at the lower edge of one so that the column scrolls, then at
 * the upper edge, and drops it into the last column.
 *
 * @returns the frames from the first move until half a second after the drop
 */
export async function dragCard({ dataFolder }: Seeded): Promise<Frames> {
  const host = await startBuilt(dataFolder)
  let browser: Browser | undefined
  try {
    browser = await openBrowser()
    const page = await newPage(browser)
    await page.goto(host.address)
    await page.locator('[data-card]').first().waitFor()
    // What is loaded after the first picture is no part of a drag. The feed stays open: the network is never idle.
    await delay(SETTLE_MS)
    const columns = await page.locator('[data-scroll="y"]').evaluateAll((nodes) =>
      nodes.map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect()
        return { middle: x + width / 2, top: y, bottom: y + height }
      }),
    )
    const [first, , third, , last] = columns
    if (first === undefined || third === undefined || last === undefined) throw new Error('no five columns')
    const dragged = page.locator('[data-card]').nth(2)
    const [id, card] = [await dragged.getAttribute('data-card'), await dragged.boundingBox()]
    if (id === null || card === null) throw new Error('no card to drag')

    const from = { x: card.x + card.width / 2, y: card.y + card.height / 2 }
    const middle = (first.top + first.bottom) / 2
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await recordFrames(page)
    await glide(page, from, { x: last.middle, y: middle }, 1500)
    await glide(page, { x: last.middle, y: middle }, { x: third.middle, y: third.bottom - 20 }, 800)
    await glide(
      page,
      { x: third.middle - 6, y: third.bottom - 20 },
      { x: third.middle + 6, y: third.bottom - 12 },
      1500,
    )
    await glide(page, { x: third.middle, y: third.bottom - 20 }, { x: third.middle, y: third.top + 20 }, 600)
    await glide(
      page,
      { x: third.middle - 6, y: third.top + 20 },
      { x: third.middle + 6, y: third.top + 12 },
      800,
    )
    await glide(page, { x: third.middle, y: third.top + 20 }, { x: last.middle, y: middle }, 600)
    await page.mouse.up()
    await delay(500)
    const frames = await stopRecording(page)
    // Else it was no drag that was measured.
    await page.locator('[data-scroll="y"]').nth(4).locator(`[data-card="${id}"]`).waitFor({ timeout: 2000 })
    return frames
  } finally {
    await browser?.close()
    await host.stop()
  }
}

/** Frames of a page with nothing on it while the pointer moves: what this machine gives at best just now. */
export async function emptyFrames(): Promise<Frames> {
  const browser = await openBrowser()
  try {
    const page = await newPage(browser)
    await page.setContent('<h1>Nothing</h1>')
    await recordFrames(page)
    await glide(page, { x: 100, y: 100 }, { x: 1300, y: 800 }, 3000)
    return await stopRecording(page)
  } finally {
    await browser.close()
  }
}

/** Moves the pointer evenly, for so many milliseconds. */
async function glide(page: Page, from: Point, to: Point, ms: number): Promise<void> {
  const began = performance.now()
  for (;;) {
    const part = Math.min(1, (performance.now() - began) / ms)
    await page.mouse.move(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part)
    if (part === 1) return
    await delay(STEP_MS)
  }
}
