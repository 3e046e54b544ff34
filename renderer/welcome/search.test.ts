import { expect, test } from 'vitest'
import { readWelcomeSearch } from './search.ts'

test.each([
  [{}, { step: 'choose' }],
  [{ step: 'check' }, { step: 'check' }],
  [{ step: 'check', project: '' }, { step: 'check' }],
  [
    { step: 'check', project: 'a' },
    { step: 'check', project: 'a' },
  ],
  [
    { step: 'run', project: 'a' },
    { step: 'run', project: 'a' },
  ],
  [{ step: 'run' }, { step: 'choose' }],
  [{ step: 'run', project: 7 }, { step: 'choose' }],
  [{ step: 'dance', project: 'a' }, { step: 'choose' }],
])('the address %j means %j', (raw, search) => {
  expect(readWelcomeSearch(raw)).toEqual(search)
})
