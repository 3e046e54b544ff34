import type { LogBody } from '#shared/run-log.ts'

/** Gathers log items for a moment, so that a burst of deltas becomes one. */
export interface Reporter {
  add(item: LogBody): void
  flush(): void
}

/** How long an item waits for others, in milliseconds. */
const GATHER_MS = 40

/** Makes a reporter in front of `report`; order is kept. */
export function createReporter(report: (items: LogBody[]) => void): Reporter {
  let items: LogBody[] = []
  let timer: NodeJS.Timeout | undefined

  function flush() {
    clearTimeout(timer)
    timer = undefined
    if (items.length === 0) return
    const batch = items
    items = []
    report(batch)
  }

  return {
    add(item) {
      const last = items.at(-1)
      if (last !== undefined && isDelta(last) && joins(last, item)) {
        last.delta += item.delta
      } else items.push(isDelta(item) ? { ...item } : item)
      timer ??= setTimeout(flush, GATHER_MS)
    },
    flush,
  }
}

type Delta = Extract<LogBody, { delta: string }>
const isDelta = (item: LogBody): item is Delta => 'delta' in item

function joins(last: LogBody, item: LogBody): item is Delta {
  return (
    isDelta(last) &&
    isDelta(item) &&
    last.kind === item.kind &&
    last.partId === item.partId &&
    !('replace' in item && item.replace === true)
  )
}
