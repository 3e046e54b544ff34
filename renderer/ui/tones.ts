/** The colours of states, as they mean the same everywhere. */
export type Tone = 'run' | 'wait' | 'review' | 'ok' | 'bad' | 'idle'

/** Of words. */
export const TEXT: Record<Tone, string> = {
  run: 'text-run',
  wait: 'text-wait',
  review: 'text-review',
  ok: 'text-ok',
  bad: 'text-bad',
  idle: 'text-fg-3',
}

/** Of marks and bars. */
export const FILL: Record<Tone, string> = {
  run: 'bg-run',
  wait: 'bg-wait',
  review: 'bg-review',
  ok: 'bg-ok',
  bad: 'bg-bad',
  idle: 'bg-idle',
}

/** A bar of the time lanes: a soft ground under a strong edge. */
export const BAR: Record<Tone, string> = {
  run: 'border-run bg-run/22',
  wait: 'border-wait bg-wait/22',
  review: 'border-review bg-review/22',
  ok: 'border-ok bg-ok/22',
  bad: 'border-bad bg-bad/22',
  idle: 'border-idle bg-idle/18',
}
