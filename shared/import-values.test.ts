import { expect, test } from 'vitest'
import { dayOf, isAmbiguousDay, isYes, pointsOf, priorityOf, statusOf } from './import-values.ts'
import { guessImportFormat } from './import-words.ts'

test.each([
  ['Backlog', 'backlog'],
  ['To Do', 'todo'],
  ['TODO', 'todo'],
  ['Selected for Development', 'todo'],
  ['open', 'todo'],
  ['inprogress', 'in_progress'],
  ['🚀 Doing', 'in_progress'],
  ['In-Review', 'in_review'],
  ['Done ✅', 'done'],
  ['closed', 'done'],
  ['Canceled', 'cancelled'],
  ["Won't do", 'cancelled'],
  ['Won’t fix', 'cancelled'],
  ['Waiting for customer', null],
  ['constructor', null],
  ['', null],
])('the status %j is %j', (word, status) => {
  expect(statusOf(word)).toBe(status)
})

test.each([
  ['Highest', 'urgent'],
  ['P1', 'high'],
  ['High priority', 'high'],
  ['Priority: low', 'low'],
  ['No priority', 'none'],
  ['Minor', 'low'],
  ['3', null],
  ['__proto__', null],
])('the priority %j is %j', (word, priority) => {
  expect(priorityOf(word)).toBe(priority)
})

test.each([
  ['2026-05-01', '2026-05-01'],
  ['2026-5-1', '2026-05-01'],
  ['2026/05/01', '2026-05-01'],
  ['2026-05-01T22:15:00.000Z', '2026-05-01'],
  ['05/May/26 12:00 AM', '2026-05-05'],
  ['5 May 2026', '2026-05-05'],
  ['Tue, 5 May 2026 10:00:00 GMT', '2026-05-05'],
  ['May 5th, 2026', '2026-05-05'],
  ['Tue May 05 2026 14:35:36 GMT+0000 (GMT)', '2026-05-05'],
  ['31.12.2026', '2026-12-31'],
  ['12/31/2026', '2026-12-31'],
  ['31/12/2026', '2026-12-31'],
  ['07/07/2026', '2026-07-07'],
  ['05/06/2026', null],
  ['2026-02-30', null],
  ['2026-13-01', null],
  ['Foo 5, 2026', null],
  ['soon', null],
  ['20260501', null],
  ['', null],
])('the day of %j is %j', (cell, day) => {
  expect(dayOf(cell)).toBe(day)
})

test.each([
  ['05/06/2026', true],
  ['5-6-2026', true],
  ['05/05/2026', false],
  ['13/05/2026', false],
  ['0/5/2026', false],
  ['soon', false],
])('%j is ambiguous: %j', (cell, ambiguous) => {
  expect(isAmbiguousDay(cell)).toBe(ambiguous)
})

test.each([
  ['3', 3],
  ['5.0', 5],
  ['2,5', 2.5],
  ['8 points', 8],
  ['0', 0],
  ['1000', 1000],
  ['1001', null],
  ['-1', null],
  ['XL', null],
  ['1e9', null],
])('the estimate %j is %j', (cell, points) => {
  expect(pointsOf(cell)).toBe(points)
})

test.each(['', 'false', 'No', ' 0 ', 'null'])('%j says no', (cell) => {
  expect(isYes(cell)).toBe(false)
})
test.each(['true', 'yes', '2026-01-01'])('%j says yes', (cell) => {
  expect(isYes(cell)).toBe(true)
})

test.each([
  ['- [ ] one\n- [ ] two', '', 'markdown'],
  ['# Plan\n\nwords, and more', '', 'markdown'],
  ['a line\nanother', '', 'markdown'],
  ['[the link](https://example.com)', '', 'markdown'],
  ['[ ] a box', '', 'markdown'],
  ['Title,Status\na,b', '', 'csv'],
  ['\uFEFFTitle;Status\na;b', '', 'csv'],
  ['- a, b', 'tasks.csv', 'csv'],
  ['Title,Status', 'tasks.md', 'markdown'],
  ['{"success":true,"data":[]}', '', 'vibe_kanban'],
  ['  [\n {"title":"a"}]', '', 'vibe_kanban'],
  ['[]', 'tasks.json', 'vibe_kanban'],
  ['', '', 'markdown'],
] as const)('%j in %j seems to be %s', (text, name, format) => {
  expect(guessImportFormat(text, name)).toBe(format)
})
