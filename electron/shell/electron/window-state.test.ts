import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openingBounds, readWindowState, writeWindowState } from './window-state.ts'

const laptop = { x: 0, y: 25, width: 1512, height: 900 }
const right = { x: 1512, y: 0, width: 2560, height: 1440 }
const at = (x: number, y: number, width = 1200, height = 800) => ({
  bounds: { x, y, width, height },
  isMaximized: false,
})

describe('a window opens', () => {
  test('in its usual size at first, or in what there is', () => {
    expect(openingBounds(null, [right])).toEqual({ width: 1440, height: 900 })
    expect(openingBounds(null, [{ x: 0, y: 0, width: 1000, height: 600 }])).toEqual({
      width: 1000,
      height: 600,
    })
    expect(openingBounds(null, [])).toEqual({ width: 1440, height: 900 })
  })

  test('where it was, on any display', () => {
    expect(openingBounds(at(100, 60), [laptop, right])).toEqual(at(100, 60).bounds)
    expect(openingBounds(at(2000, 300), [laptop, right])).toEqual(at(2000, 300).bounds)
    // Partly outside is where somebody has put it.
    expect(openingBounds(at(-800, 60), [laptop])).toEqual(at(-800, 60).bounds)
  })

  test.each([
    ['the display is gone', at(2000, 300)],
    ['its top edge cannot be reached', at(100, -500)],
    ['it is below the screen', at(100, 2000)],
    ['hardly a corner is seen', at(1480, 60)],
  ])('in the middle when %s', (_why, state) => {
    expect(openingBounds(state, [laptop])).toEqual({ width: 1200, height: 800 })
  })

  test('no larger than the display, no smaller than can be used', () => {
    expect(openingBounds(at(10, 30, 4000, 3000), [laptop])).toMatchObject({ width: 1512, height: 900 })
    expect(openingBounds(at(10, 30, 50, 50), [laptop])).toMatchObject({ width: 720, height: 480 })
  })
})

describe('its place', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'window-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is kept', () => {
    const file = join(folder, 'window', 'state.json')
    expect(readWindowState(file)).toBe(null)
    writeWindowState(file, { ...at(1, 2), isMaximized: true })
    expect(readWindowState(file)).toEqual({ ...at(1, 2), isMaximized: true })
  })

  test.each(['', '{', '{"bounds":{"x":1}}', '{"bounds":{"x":"1","y":0,"width":0,"height":0}}'])(
    'is forgotten when the file says %j',
    (text) => {
      const file = join(folder, 'state.json')
      writeFileSync(file, text)
      expect(readWindowState(file)).toBe(null)
    },
  )
})
