import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { boundsBeside, MOST_WINDOWS, openingBounds, readWindows, writeWindows } from './window-state.ts'

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

describe('another window opens', () => {
  const from = at(100, 60).bounds
  test('a little aside', () => {
    expect(boundsBeside(from, [laptop])).toEqual(at(128, 88).bounds)
    // On the display where the first one is.
    expect(boundsBeside(at(2000, 300).bounds, [laptop, right])).toEqual(at(2028, 328).bounds)
  })

  test('at the corner where there is no more room', () => {
    expect(boundsBeside(at(300, 120).bounds, [laptop])).toEqual(at(0, 25).bounds)
    expect(boundsBeside(at(100, 120).bounds, [laptop])).toEqual(at(128, 25).bounds)
    expect(boundsBeside(at(-800, 60).bounds, [laptop])).toEqual(at(0, 88).bounds)
  })

  test('on the main display where the first one is on none', () => {
    expect(boundsBeside(at(9000, 9000).bounds, [laptop, right])).toEqual(at(0, 25).bounds)
    expect(boundsBeside(from, [])).toEqual(at(128, 88).bounds)
  })
})

describe('their places', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'window-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const opened = (path: string, isMaximized = false) => ({ ...at(1, 2), isMaximized, path })

  test('are kept, in the order in which they were used', () => {
    const file = join(folder, 'window', 'state.json')
    expect(readWindows(file)).toEqual([])
    const windows = [opened('/task/APP-12?run=1#log'), opened('/', true)]
    writeWindows(file, windows)
    expect(readWindows(file)).toEqual(windows)
  })

  test('that of the only window there was is understood', () => {
    const file = join(folder, 'state.json')
    writeFileSync(file, JSON.stringify({ ...at(1, 2), isMaximized: true }))
    expect(readWindows(file)).toEqual([opened('/', true)])
  })

  test.each([
    '',
    '{',
    'null',
    '{"bounds":{"x":1}}',
    '{"windows":3}',
    '{"windows":[null,{"bounds":{"x":"1","y":0,"width":0,"height":0}}]}',
  ])('are forgotten when the file says %j', (text) => {
    const file = join(folder, 'state.json')
    writeFileSync(file, text)
    expect(readWindows(file)).toEqual([])
  })

  test.each(['//evil.example/', '/\\evil.example/', 'https://evil.example/', 'task/APP-1', '', 7])(
    'lead to the board when the file names the page %j',
    (path) => {
      const file = join(folder, 'state.json')
      writeFileSync(file, JSON.stringify({ windows: [{ ...at(1, 2), path }] }))
      expect(readWindows(file)).toEqual([opened('/')])
    },
  )

  test('are no more than can be open', () => {
    const file = join(folder, 'state.json')
    writeWindows(
      file,
      Array.from({ length: MOST_WINDOWS + 5 }, (_, index) => opened(`/task/APP-${index}`)),
    )
    expect(readWindows(file)).toHaveLength(MOST_WINDOWS)
  })
})
