import { expect, test } from 'vitest'
import { MAX_TYPED } from '#shared/terminal-text.ts'
import { type Typed, Typist } from './typist.ts'

/** A host that takes calls one at a time, when it is told to. */
function host() {
  const sent: Typed[] = []
  const failures: unknown[] = []
  let answer = Promise.withResolvers<void>()
  const typist = new Typist(
    (typed) => {
      sent.push(typed)
      return answer.promise
    },
    (error) => failures.push(error),
  )
  const settled = () => new Promise((resolve) => setTimeout(resolve))
  return {
    typist,
    sent,
    failures,
    take: async () => {
      const before = answer
      answer = Promise.withResolvers()
      before.resolve()
      await settled()
    },
    fail: async () => {
      const before = answer
      answer = Promise.withResolvers()
      before.reject(new Error('gone'))
      await settled()
    },
  }
}

test('what is typed meanwhile goes with the next call, in its order', async () => {
  const { typist, sent, take } = host()
  for (const key of 'ls -l\r') typist.type(key)
  expect(sent).toEqual([{ data: 'l', encoding: 'text' }])
  await take()
  expect(sent.slice(1)).toEqual([{ data: 's -l\r', encoding: 'text' }])
  await take()
  expect(sent).toHaveLength(2)
})

test('what is no text goes as bytes, between what is', async () => {
  const { typist, sent, take } = host()
  typist.type('a')
  typist.type('\0é')
  typist.typeBytes('\u00FF')
  typist.type('😀\uD83D')
  for (let count = 0; count < 3; count += 1) await take()
  expect(sent.map(({ encoding }) => encoding)).toEqual(['text', 'base64', 'text'])
  expect(Array.from(atob(sent[1]?.data ?? ''), (one) => one.charCodeAt(0))).toEqual([0, 0xc3, 0xa9, 0xff])
  expect(sent[2]?.data).toBe('😀\uFFFD')
})

test.each<[string, string]>([
  ['text', `${'x'.repeat(MAX_TYPED - 1)}😀y`],
  ['bytes', '\0'.repeat(MAX_TYPED)],
])('much %s goes in parts, each within what a call may hold', async (_, text) => {
  const { typist, sent, take } = host()
  typist.type(text)
  await take()
  await take()
  expect(sent).toHaveLength(2)
  for (const { data } of sent) expect(data.length).toBeLessThanOrEqual(MAX_TYPED)
  const all = sent.map(({ data, encoding }) => (encoding === 'text' ? data : atob(data)))
  expect(all.join('')).toBe(text)
  expect(all.every((part) => part.isWellFormed())).toBe(true)
})

test('after a failure what waits is dropped, and what is typed then goes on', async () => {
  const { typist, sent, failures, fail, take } = host()
  typist.type('a')
  typist.type('rm -rf x\r')
  await fail()
  expect(failures).toHaveLength(1)
  typist.type('b')
  await take()
  expect(sent.map(({ data }) => data)).toEqual(['a', 'b'])
})
