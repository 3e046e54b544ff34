import { expect, test } from 'vitest'
import { findCycle } from './dependencies.ts'

const cases: [name: string, edges: Record<string, string[]>, cycle: string[] | null][] = [
  ['no edges', {}, null],
  ['a chain', { a: ['b'], b: ['c'] }, null],
  ['a node that points at itself', { a: ['a'] }, ['a']],
  ['two nodes', { a: ['b'], b: ['a'] }, ['a', 'b']],
  ['the shortest of two cycles', { a: ['b', 'd'], b: ['c'], c: ['a'], d: ['a'] }, ['a', 'd']],
  ['a diamond', { a: ['b', 'c'], b: ['d'], c: ['d'] }, null],
  ['a cycle that start is no part of', { a: ['b'], b: ['c'], c: ['b'] }, null],
  ['a long way round', { a: ['b'], b: ['c'], c: ['d'], d: ['e', 'a'], e: [] }, ['a', 'b', 'c', 'd']],
]

test.each(cases)('finds a cycle: %s', (_name, edges, cycle) => {
  expect(findCycle(new Map(Object.entries(edges)), 'a')).toEqual(cycle)
})

test('is quick on 100,000 nodes', () => {
  const edges = new Map<string, string[]>()
  for (let at = 0; at < 100_000; at += 1) edges.set(String(at), [String(at + 1), String(at + 2)])
  edges.set('100000', ['0'])
  expect(findCycle(edges, '0')?.length).toBe(50_001)
})
