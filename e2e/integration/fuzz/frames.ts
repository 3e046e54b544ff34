import fc from 'fast-check'
import { nasty, nastyText } from './nasty.ts'
import { PROCEDURES } from './procedures.ts'
import { KINDS, reference, referenceTo } from './references.ts'

/** Messages on a port as oRPC has them, right in most places and wrong in some; objects, not yet text. */
export const callFrame: fc.Arbitrary<unknown> = fc.record(
  {
    i: mostly(
      fc.nat(50).map((number) => `f${number}`),
      nasty,
    ),
    t: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: nasty }, fc.nat(9)),
    p: mostly(
      fc.record(
        {
          u: mostly(
            fc.constantFrom(...PROCEDURES).map(({ name }) => `/${name.replace('.', '/')}`),
            fc.oneof(
              nasty,
              fc.constantFrom(
                '/__proto__/toString',
                '/tasks',
                '/tasks/list/x',
                '//x',
                '/%',
                '/a?b#c',
                '/tasks/./list',
              ),
            ),
          ),
          m: mostly(fc.constantFrom(undefined, 'GET', 'POST'), nasty),
          h: mostly(
            fc.constant(undefined),
            fc.oneof(nasty, fc.constant({ 'content-type': 'multipart/form-data' })),
          ),
          b: fc.oneof({ weight: 1, arbitrary: nasty }, { weight: 4, arbitrary: rpcBody() }),
        },
        { requiredKeys: ['u'] },
      ),
      nasty,
    ),
  },
  { requiredKeys: ['p'] },
)

/** A body of oRPC with marks of types that fit, or lead astray. */
export function rpcBody(): fc.Arbitrary<unknown> {
  const json = fc.oneof(
    fc.record({ id: fc.oneof(...KINDS.map(referenceTo)) }),
    fc.record({ id: fc.constant(reference('tasks', 0)), title: nasty, labelIds: nasty }),
    nasty,
  )
  const segment = fc.oneof(
    fc.constantFrom<unknown>(
      'id',
      'title',
      'labelIds',
      '__proto__',
      'constructor',
      'prototype',
      'x',
      0,
      9,
      null,
    ),
    fc.nat(3),
  )
  const mark = fc
    .tuple(fc.oneof(fc.nat(9), nasty), segment, segment)
    .map(([type, ...path]) => [type, ...path])
  return fc.record(
    {
      json,
      meta: mostly(
        fc.array(
          fc.oneof(
            mark,
            mark.map((one) => one.slice(0, 2)),
            nasty,
          ),
          { maxLength: 4 },
        ),
        nasty,
      ),
      maps: mostly(fc.constant(undefined), fc.oneof(nasty, fc.constant([['id']]))),
    },
    { requiredKeys: ['json'] },
  )
}

/** What may be posted to a port that is no text at all. */
export const foreign: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    42,
    '',
    '{',
    '[]',
    '"x"',
    '\ud800',
    new Uint8Array([255, 0, 1]),
    new Map([['a', new Date(0)]]),
    new Error('x'),
    'x'.repeat(2_500_000),
    `{"i":"deep","p":{"u":"/tasks/list","b":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
  ),
  nastyText,
)

/** A message on the port of streams. */
export const streamMessage: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('open'),
      id: streamNumber(),
      stream: mostly(fc.constantFrom('feed', 'log', 'record'), nasty),
      after: position(),
      runId: mostly(referenceTo('runs'), nasty),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('ack'), id: streamNumber() }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('close'), id: streamNumber() }) },
  { weight: 1, arbitrary: fc.record({ type: nasty, id: nasty }) },
  { weight: 1, arbitrary: foreign },
)

function streamNumber(): fc.Arbitrary<unknown> {
  return mostly(fc.nat(4), fc.constantFrom<unknown>(-1, 1.5, 2 ** 53, Number.NaN, '1', null, {}))
}
function position(): fc.Arbitrary<unknown> {
  return mostly(
    fc.nat(40),
    fc.constantFrom<unknown>(
      null,
      -1,
      0.5,
      2 ** 53,
      2 ** 53 - 1,
      1e300,
      Number.NaN,
      Infinity,
      '1',
      undefined,
    ),
  )
}

function mostly<T, U>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: other })
}
