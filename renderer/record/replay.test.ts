import { expect, test } from 'vitest'
import type { LogItem } from '#shared/run-log.ts'
import { rowText } from '../run/log-rows.ts'
import { Replay } from './replay.ts'
import { countAt, timelineOf } from './timeline.ts'

const START = Date.parse('2026-11-21T21:00:00.000Z')
/** Notices at so many seconds after the start. */
const items = (...seconds: number[]): LogItem[] =>
  seconds.map((at, index) => ({
    seq: index + 1,
    at: new Date(START + at * 1000).toISOString(),
    kind: 'notice',
    level: 'info',
    text: `At ${at}`,
  }))

function player(...seconds: number[]) {
  let tick: ((ms: number) => void) | null = null
  const replay = new Replay(items(...seconds), (each) => {
    tick = each
    return () => (tick = null)
  })
  return {
    replay,
    pass: (ms: number) => tick?.(ms),
    isMoving: () => tick !== null,
    texts: () => replay.state().fold.rows.map(rowText),
  }
}

test('long waits are cut, and a clock that was set back stops nothing', () => {
  expect([...timelineOf(items(0, 2, 3602, 3601, 3603, 3604))]).toEqual([
    0, 2000, 32_000, 32_000, 33_000, 34_000,
  ])
  expect([...timelineOf([])]).toEqual([])
})

test('an item has come at its own time', () => {
  const times = timelineOf(items(0, 2, 2, 5))
  expect([-1, 0, 1999, 2000, 4999, 5000, 9999].map((time) => countAt(times, time))).toEqual([
    0, 1, 1, 3, 3, 4, 4,
  ])
})

test('begins with all that there is, and plays from the start at its speed', () => {
  const { replay, pass, isMoving, texts } = player(0, 2, 6)
  expect(texts()).toEqual(['At 0', 'At 2', 'At 6'])
  replay.setSpeed(1)
  replay.play()
  expect(texts()).toEqual(['At 0'])
  pass(1999)
  expect(texts()).toEqual(['At 0'])
  pass(1)
  expect(texts()).toEqual(['At 0', 'At 2'])
  replay.setSpeed(16)
  pass(250)
  expect(texts()).toHaveLength(3)
  expect(replay.state()).toMatchObject({ isPlaying: false, time: 6000 })
  expect(isMoving()).toBe(false)
})

test('goes back and forth by hand, and stands still when it is told to', () => {
  const { replay, pass, isMoving, texts } = player(0, 2, 6)
  replay.seek(2500)
  expect(texts()).toEqual(['At 0', 'At 2'])
  replay.seek(0)
  expect(texts()).toEqual(['At 0'])
  replay.play()
  pass(100)
  replay.pause()
  expect(isMoving()).toBe(false)
  replay.toEnd()
  expect(texts()).toHaveLength(3)
  replay.play()
  replay.toEnd()
  expect(replay.state().isPlaying).toBe(false)
})

test('each change has a state of its own, told to who listens', () => {
  const { replay } = player(0, 2)
  const versions: number[] = []
  const stop = replay.subscribe(() => versions.push(replay.state().version))
  const before = replay.state()
  replay.seek(0)
  replay.seek(500)
  expect(replay.state()).not.toBe(before)
  expect(versions).toEqual([1, 1])
  stop()
  replay.toEnd()
  expect(versions).toHaveLength(2)
})

test('an empty log plays nothing', () => {
  const { replay } = player()
  replay.play()
  expect(replay.state()).toMatchObject({ isPlaying: false, count: 0 })
})
