import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepDraft, readDraft } from './kept-drafts.ts'
import { NO_WORDS, type TaskDraft } from './task-draft.ts'

let held = new Map<string, string>()
beforeEach(() => {
  held = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const draft: TaskDraft = { ...NO_WORDS, title: 'Half', projectId: 'p', status: 'todo', filled: null }
const filled = { templateId: 'bug', name: 'Bug', before: NO_WORDS, after: { ...NO_WORDS, title: 'Bug: ' } }

test('each project has a draft of its own, until it is thrown away', () => {
  keepDraft('p', draft)
  keepDraft('q', { ...draft, title: 'Other', filled })
  expect(readDraft('p')).toEqual(draft)
  expect(readDraft('q')).toEqual({ ...draft, title: 'Other', filled })
  keepDraft('p', null)
  expect(readDraft('p')).toBeNull()
  expect(readDraft('q')?.title).toBe('Other')
})

test.each([
  ['nothing', null],
  ['words of another', '"x"'],
  ['a list', '[]'],
  ['no JSON', '{'],
  ['an unknown status', JSON.stringify({ p: { ...draft, status: 'later' } })],
  ['no words', JSON.stringify({ p: { projectId: 'p', status: 'todo', filled: null } })],
  ['a template without words', JSON.stringify({ p: { ...draft, filled: { ...filled, after: {} } } })],
])('where the browser has kept %s, there is no draft', (_, text) => {
  if (text !== null) held.set('openlinear.new-task', text)
  expect(readDraft('p')).toBeNull()
})

test('where the browser refuses to keep anything, writing goes on', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  vi.stubGlobal('localStorage', {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  })
  expect(() => keepDraft('p', draft)).not.toThrow()
  expect(warn).toHaveBeenCalledOnce()
})
