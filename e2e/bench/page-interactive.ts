import type { Browser } from '@playwright/test'
import { startBuilt } from './built-host.ts'
import { newPage, openBrowser } from './page-browser.ts'
import type { Seeded } from './seed.ts'

/** When the page was there, in milliseconds since the navigation began. */
export interface Opened {
  /** The frame with the board (cards, or the words of an empty one) had been shown. */
  painted: number
  /** The frame in which `c` had opened the dialog for a new task had been shown. */
  interactive: number
}

/** What the script in the page reports to. */
declare global {
  interface Window {
    benchPainted(): Promise<void>
    benchOpened?: Opened
  }
}

/**
 * Opens the board as a user does after a start: new host, new browser, nothing cached. As soon as the board
 * has been painted, a real key press (`c`) is sent; the page is interactive when its dialog has been painted.
 */
export async function openBoard({ dataFolder }: Seeded): Promise<Opened> {
  const host = await startBuilt(dataFolder)
  let browser: Browser | undefined
  try {
    browser = await openBrowser()
    const page = await newPage(browser)
    await page.exposeFunction('benchPainted', () => page.keyboard.press('c'))
    await page.addInitScript(watchOpening)
    await page.goto(host.address, { waitUntil: 'commit' })
    const opened = await page.waitForFunction(() => window.benchOpened, undefined, { timeout: 60_000 })
    return (await opened.jsonValue()) as Opened
  } finally {
    await browser?.close()
    await host.stop()
  }
}

/** Runs in the page: notes the first frames that show what is waited for. */
function watchOpening(): void {
  /** Calls `then` with the time at which the frame that is about to be drawn has been drawn. */
  const afterPaint = (then: (at: number) => void) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port2.onmessage = () => then(performance.now())
      port1.postMessage(null)
    })
  }
  const once = (isThere: () => boolean, then: (at: number) => void) => {
    const look = () => {
      if (isThere()) afterPaint(then)
      else requestAnimationFrame(look)
    }
    look()
  }
  const isBoard = () =>
    document.querySelector('[data-card]') !== null ||
    document.querySelector('main')?.textContent.includes('No tasks yet') === true
  once(isBoard, (painted) => {
    void window.benchPainted()
    once(
      () => document.querySelector('[role="dialog"]') !== null,
      (interactive) => {
        window.benchOpened = { painted, interactive }
      },
    )
  })
}
