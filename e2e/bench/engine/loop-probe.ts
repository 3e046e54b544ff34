/**
 * Loaded into the host with `--import`: measures how long its event loop is held up, and answers over the
 * channel it was spawned with. `reset` begins anew, `read` is answered with a {@link LoopDelay}.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Delays of the event loop, in milliseconds. */
export interface LoopDelay {
  p50: number
  p99: number
  max: number
  samples: number
}

const RESOLUTION_MS = 1
const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
histogram.enable()

// What is recorded is the time between two ticks of its timer.
const delay = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)

process.on('message', (message) => {
  if (message === 'reset') histogram.reset()
  if (message !== 'read') return
  const answer: LoopDelay = {
    p50: delay(histogram.percentile(50)),
    p99: delay(histogram.percentile(99)),
    max: delay(histogram.max),
    samples: histogram.count,
  }
  process.send?.(answer)
})
// The host ends as it would without us.
process.channel?.unref()
