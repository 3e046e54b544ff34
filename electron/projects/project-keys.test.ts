import { expect, test } from 'vitest'
import { keyFor } from './project-keys.ts'

const cases: [name: string, taken: string[], key: string][] = [
  ['OpenLinear', [], 'OPE'],
  ['my-app', [], 'MYA'],
  ['my app server', [], 'MAS'],
  ['the very long name of it', [], 'TVL'],
  ['x', [], 'X'],
  ['Größe', [], 'GRO'],
  ['3d-viewer', [], 'DVI'],
  ['2024', [], 'PRJ'],
  ['データ', [], 'PRJ'],
  ['', [], 'PRJ'],
  ['OpenLinear', ['OPE'], 'OPE2'],
  ['OpenLinear', ['OPE', 'OPE2', 'OPE4'], 'OPE3'],
]
test.each(cases)('%j beside %j', (name, taken, key) => {
  expect(keyFor(name, (one) => taken.includes(one))).toBe(key)
})
