import { expect, test } from 'vitest'
import { notesToSend, readKeptNotes, type ReviewNote } from './review-notes.ts'
import { readViewed, writeViewed } from './viewed-marks.ts'

const note = (id: string, text: string): ReviewNote => ({
  id,
  path: 'a.txt',
  side: 'additions',
  line: 1,
  quote: 'one',
  text,
})

test('what was begun is sent along, in place of what it changes; without a word it is nothing', () => {
  const kept = {
    notes: [note('a', 'Why?'), note('b', 'Old words'), note('c', 'Stays')],
    begun: [note('b', 'New words'), note('c', ' '), note('d', 'Not added yet'), note('e', '')],
  }
  expect(notesToSend(kept).map(({ text }) => text)).toEqual(['Why?', 'New words', 'Stays', 'Not added yet'])
  expect(readKeptNotes(JSON.stringify(kept))).toEqual(kept)
})

test.each([
  null,
  '',
  'no json',
  '[]',
  '{"notes":3}',
  '{"notes":[{"id":"a"}],"begun":[null]}',
  JSON.stringify({ notes: [{ ...note('a', 'Why?'), from: '1' }] }),
  JSON.stringify({ begun: [{ ...note('a', 'Why?'), side: 'both' }] }),
])('nothing is read from %j', (text) => expect(readKeptNotes(text)).toEqual({ notes: [], begun: [] }))

test('the marks of the diffs that were looked at last are kept', () => {
  const held = new Map<string, string>()
  const storage = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  } as unknown as Storage
  for (let at = 0; at < 60; at += 1) writeViewed(`run-${at}`, { 'a.txt': `seen ${at}` }, storage)
  writeViewed('run-30', { 'a.txt': 'again' }, storage)
  expect(readViewed('run-59', storage)).toEqual({ 'a.txt': 'seen 59' })
  expect(readViewed('run-30', storage)).toEqual({ 'a.txt': 'again' })
  expect(readViewed('run-3', storage)).toEqual({})
  expect(held.size).toBe(41)
  held.set('openlinear.viewed.run-59', '[1')
  expect(readViewed('run-59', storage)).toEqual({})
})
