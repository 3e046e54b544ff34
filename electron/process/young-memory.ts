import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

const ENOUGH_BYTES = 32 << 20
const LOOK_MS = 2_000

/**
 * V8 doubles the room for new objects as it goes, up to 128 MB, and gives none of it back under load. Most objects of
 * ours live for moments, so a quarter of it does as well.
 */
export function boundYoungMemory(): void {
  let mayGrow = true
  setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
    // V8 makes it smaller by itself, too, and then it shall grow again.
    const isSmall = young === undefined || young.space_size < ENOUGH_BYTES
    if (isSmall === mayGrow) return
    mayGrow = isSmall
    setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`)
  }, LOOK_MS).unref()
}
