import { expect, test } from 'vitest'
import { menderFor } from './mender.ts'

/** `plan!` = it changes nothing by design. */
const engineWith = (names: string) =>
  ({
    agents: {
      listAgents: async () =>
        names
          .split(' ')
          .filter((name) => name !== '')
          .map((name) => ({ name: name.replace('!', ''), readOnly: name.endsWith('!') })),
    },
  }) as unknown as Parameters<typeof menderFor>[0]

test.each([
  ['itself where it can', 'docs', 'build plan! docs', 'docs'],
  ['build in the place of one that only reads', 'plan', 'docs build plan!', 'build'],
  ['another one that writes, without build', 'plan', 'plan! docs', 'docs'],
  ['nobody, where all only read', 'plan', 'plan! look!', null],
  ['one that is not known here any more, as it was asked for', 'gone', 'build', 'gone'],
])('what an agent left is mended by %s', async (_, agent, names, mender) => {
  expect(await menderFor(engineWith(names), agent, null)).toBe(mender)
})
