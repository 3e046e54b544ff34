import { expect, test } from 'vitest'
import type { Run } from '#shared/runs.ts'
import { loadRunsOfTasks } from './load.ts'
import { runs } from './stores.ts'
import { setTransport, type Transport } from './transport.ts'

test('tasks whose runs cannot be read keep those of the others away from nobody', async () => {
  const asked: string[] = []
  const of = ({ id }: { id: string }) => {
    asked.push(id)
    return id.startsWith('bad')
      ? Promise.reject(new Error(`${id} cannot be read`))
      : Promise.resolve({ items: [{ id: `run of ${id}`, taskId: id, updatedSeq: 1 } as Run] })
  }
  setTransport({ client: { tasks: { runs: of } } } as unknown as Transport)
  // More bad ones at the beginning than are asked for at once.
  const ids = ['bad 1', 'bad 2', 'bad 3', 'bad 4', 'a', 'b', 'bad 5', 'c']
  await expect(loadRunsOfTasks(ids)).rejects.toThrow('bad 1 cannot be read')
  expect(asked.toSorted()).toEqual(ids.toSorted())
  expect([...runs.all.keys()].toSorted()).toEqual(['run of a', 'run of b', 'run of c'])
})
