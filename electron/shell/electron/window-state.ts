import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const number = z.number().int()
const bounds = z.object({ x: number, y: number, width: number.min(1), height: number.min(1) })
const windowState = z.object({ bounds, isMaximized: z.boolean() })
export type Bounds = z.infer<typeof bounds>
export type WindowState = z.infer<typeof windowState>

export const MIN_SIZE = { width: 720, height: 480 }
const DEFAULT_SIZE = { width: 1440, height: 900 }
/** What must be seen of the window's top edge to be able to take hold of it. */
const GRIP = { width: 100, height: 40 }

/** Null when there is none, or none that can be understood: the window then opens as at the first time. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Whole or not at all. Written at once: the window, and maybe the process, is about to go. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}

/**
 * Where the window opens: where it was, if it can be taken hold of there with the displays there are now.
 *
 * @param displays their work areas, the main one first
 */
export function openingBounds(
  state: WindowState | null,
  displays: readonly Bounds[],
): Partial<Bounds> & { width: number; height: number } {
  const kept = state?.bounds
  const display = kept === undefined ? undefined : displays.find((area) => canGrip(kept, area))
  if (kept === undefined || display === undefined) return fitting(kept ?? DEFAULT_SIZE, displays[0])
  return { ...kept, ...fitting(kept, display) }
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
