import { expect, test } from 'vitest'
import { keptChoice, type KeptChoice, type Worker, type WorkerChoice, workerAfter } from './worker.ts'

const now: Worker = { model: 'a/one', agent: 'build', variant: 'high' }

test.each<[string, WorkerChoice, KeptChoice, Worker]>([
  ['nothing is said', {}, { model: null, agent: null, variant: null }, now],
  [
    'another model has its own default variant',
    { model: 'a/two' },
    { model: 'a/two', agent: null, variant: null },
    { model: 'a/two', agent: 'build', variant: null },
  ],
  [
    'a variant is kept with its model',
    { variant: 'low' },
    { model: 'a/one', agent: null, variant: 'low' },
    { model: 'a/one', agent: 'build', variant: 'low' },
  ],
  [
    'the same model without a variant goes back to its default',
    { model: 'a/one' },
    { model: 'a/one', agent: null, variant: null },
    { model: 'a/one', agent: 'build', variant: null },
  ],
  [
    'another agent keeps model and variant',
    { agent: 'plan' },
    { model: null, agent: 'plan', variant: null },
    { ...now, agent: 'plan' },
  ],
  [
    'who works already is no change',
    { model: 'a/one', agent: 'build', variant: 'high' },
    { model: 'a/one', agent: 'build', variant: 'high' },
    now,
  ],
])('%s', (_name, choice, kept, after) => {
  expect(keptChoice(now, choice)).toEqual(kept)
  expect(workerAfter(now, kept)).toEqual(after)
})
