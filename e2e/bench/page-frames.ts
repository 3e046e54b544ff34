import type { Page } from '@playwright/test'

/** What was seen of the frames. */
export interface Frames {
  /** Milliseconds from each frame to the next, as the browser numbers them. */
  gaps: number[]
}

declare global {
  interface Window {
    benchFrames?: { stop: () => Frames }
  }
}

/** Begins to note the frames of a page. */
export const recordFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const times: number[] = []
    let frame = requestAnimationFrame(function note(at) {
      times.push(at)
      frame = requestAnimationFrame(note)
    })
    window.benchFrames = {
      stop() {
        cancelAnimationFrame(frame)
        return { gaps: times.slice(1).map((at, index) => at - (times[index] ?? at)) }
      },
    }
  })

/** The frames since {@link recordFrames}. */
export const stopRecording = (page: Page): Promise<Frames> =>
  page.evaluate(() => window.benchFrames?.stop() ?? { gaps: [] })

export const percentile95 = ({ gaps }: Frames): number =>
  gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.95)] ?? Number.NaN

/** In whole milliseconds: three frames of 60 Hz are 50, and the browser's clock wavers by a tenth around them. */
export const longest = ({ gaps }: Frames): number => Math.round(Math.max(...gaps))

/** Such as `300 frames, p95 16.8 ms, longest 33.4 ms`. */
export const framesInWords = (frames: Frames): string =>
  `${frames.gaps.length} frames, p95 ${percentile95(frames).toFixed(1)} ms, longest ${longest(frames)} ms`
