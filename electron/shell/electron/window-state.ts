import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { isPagePath } from './origin.ts'

const number = z.number().int()
const bounds = z.object({ x: number, y: number, width: number.min(1), height: number.min(1) })
const windowState = z.object({
  bounds,
  isMaximized: z.boolean(),
  /** What of the page it showed. */
  path: z.string().max(2000).refine(isPagePath).catch('/'),
})
export type Bounds = z.infer<typeof bounds>
/** A window as it is remembered. */
export type WindowState = z.infer<typeof windowState>

/** Windows that are open at once: a page that goes wrong must not fill the screen. */
export const MOST_WINDOWS = 20

export const MIN_SIZE = { width: 720, height: 480 }
const DEFAULT_SIZE = { width: 1440, height: 900 }
/** What must be seen of the window's top edge to be able to take hold of it. */
const GRIP = { width: 100, height: 40 }
/** How far a new window stands from the one that it was opened from, to the right and down. */
const STEP = 28

/**
 * The windows that were open, the one that was used last first. None where there are none, or none that can be
 * understood: one window then opens as at the first time.
 */
export function readWindows(file: string): WindowState[] {
  let kept: unknown
  try {
    kept = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return []
  }
  const list = z.object({ windows: z.array(z.unknown()) }).safeParse(kept)
  // Before there were several, the file was about the only one.
  const all = list.success ? list.data.windows : [kept]
  return all
    .flatMap((one) => {
      const state = windowState.safeParse(one)
      return state.success ? [state.data] : []
    })
    .slice(0, MOST_WINDOWS)
}

/** Whole or not at all. Written at once: the windows, and maybe the process, are about to go. */
export function writeWindows(file: string, windows: readonly WindowState[]): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, JSON.stringify({ windows }))
  renameSync(`${file}.new`, file)
}

/**
 * Where a window opens: where it was, if it can be taken hold of there with the displays there are now.
 *
 * @param displays their work areas, the main one first
 */
export function openingBounds(
  state: Pick<WindowState, 'bounds'> | null,
  displays: readonly Bounds[],
): Partial<Bounds> & { width: number; height: number } {
  const kept = state?.bounds
  const display = kept === undefined ? undefined : displays.find((area) => canGrip(kept, area))
  if (kept === undefined || display === undefined) return fitting(kept ?? DEFAULT_SIZE, displays[0])
  return { ...kept, ...fitting(kept, display) }
}

/** Where a window opens that was opened from another: as large, and a little aside, on the same display. */
export function boundsBeside(from: Bounds, displays: readonly Bounds[]): Bounds {
  const aside = { ...from, x: from.x + STEP, y: from.y + STEP }
  const display = displays.find((area) => canGrip(from, area)) ?? displays[0]
  if (display === undefined) return aside
  const fits = (start: number, size: number, areaStart: number, areaSize: number) =>
    start >= areaStart && start + size <= areaStart + areaSize
  // Where there is no more room, the next row of them begins at the display's corner.
  return {
    ...aside,
    x: fits(aside.x, aside.width, display.x, display.width) ? aside.x : display.x,
    y: fits(aside.y, aside.height, display.y, display.height) ? aside.y : display.y,
  }
}

function canGrip(window: Bounds, area: Bounds): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const isTopSeen = window.y >= area.y && window.y + GRIP.height <= area.y + area.height
  return width >= GRIP.width && isTopSeen
}

function fitting(size: { width: number; height: number }, area: Bounds | undefined) {
  return {
    width: Math.max(MIN_SIZE.width, Math.min(size.width, area?.width ?? size.width)),
    height: Math.max(MIN_SIZE.height, Math.min(size.height, area?.height ?? size.height)),
  }
}
