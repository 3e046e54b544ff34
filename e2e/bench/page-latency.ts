import type { Page } from '@playwright/test'

/** A key or a click of the user, and what it took until its frame had been shown. */
export interface Input {
  /** The key, or `click`. */
  what: string
  /** Milliseconds from the event until the frame that answers it was presented. */
  ms: number
}

declare global {
  interface Window {
    benchInputs?: { stop: () => Promise<Input[]> }
  }
}

/**
 * Begins to note keys and clicks. Each takes until its frame is drawn (a message after the animation frame), or until
 * the browser says that it was presented (Event Timing, which tells of 16 ms and more), whichever is later.
 */
export const recordInputs = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const noted = new Map<string, Input>()
    const nameOf = (event: { name: string; startTime: number }) => `${event.name} ${event.startTime}`
    const note = (event: Event) => {
      const { type, timeStamp } = event
      // Held for the next key, which is the one that is answered.
      if (event instanceof KeyboardEvent && ['Control', 'Alt', 'Shift'].includes(event.key)) return
      const input: Input = { what: event instanceof KeyboardEvent ? event.key : type, ms: 0 }
      noted.set(nameOf({ name: type, startTime: timeStamp }), input)
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port2.onmessage = () => {
          input.ms = Math.max(input.ms, performance.now() - timeStamp)
        }
        port1.postMessage(null)
      })
    }
    const take = (entries: PerformanceEntryList) => {
      for (const entry of entries) {
        const input = noted.get(nameOf(entry))
        if (input !== undefined) input.ms = Math.max(input.ms, entry.duration)
      }
    }
    const observer = new PerformanceObserver((list) => take(list.getEntries()))
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    for (const type of ['keydown', 'click']) window.addEventListener(type, note, true)
    window.benchInputs = {
      async stop() {
        for (const type of ['keydown', 'click']) window.removeEventListener(type, note, true)
        // The browser tells of the last ones a moment later.
        await new Promise((resolve) => setTimeout(resolve, 300))
        take(observer.takeRecords())
        observer.disconnect()
        return [...noted.values()]
      },
    }
  })

/** What was noted since {@link recordInputs}. */
export const stopInputs = (page: Page): Promise<Input[]> =>
  page.evaluate(() => window.benchInputs?.stop() ?? [])

/** Milliseconds from the event that `act` causes to the frame that shows something by `selector` that says `text`. */
export async function untilShown(
  page: Page,
  type: 'keydown' | 'click',
  selector: string,
  text: string,
  act: () => Promise<void>,
): Promise<number> {
  await page.evaluate(
    ({ type, selector, text }) => {
      window.benchShown = new Promise((resolve) => {
        window.addEventListener(
          type,
          ({ timeStamp }) => {
            const look = () => {
              const isThere = [...document.querySelectorAll(selector)].some((one) =>
                one.textContent.includes(text),
              )
              if (!isThere) requestAnimationFrame(look)
              else {
                const { port1, port2 } = new MessageChannel()
                port2.onmessage = () => resolve(performance.now() - timeStamp)
                port1.postMessage(null)
              }
            }
            requestAnimationFrame(look)
          },
          { capture: true, once: true },
        )
      })
    },
    { type, selector, text },
  )
  await act()
  return page.evaluate(() => window.benchShown ?? Number.NaN)
}

declare global {
  interface Window {
    benchShown?: Promise<number>
  }
}

/** The 95th percentile of what inputs took. */
export const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN

/** The slowest inputs, such as `Enter 92, k 40`. */
export const slowest = (inputs: readonly Input[], count = 5): string =>
  inputs
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, count)
    .map(({ what, ms }) => `${what} ${Math.round(ms)}`)
    .join(', ')
