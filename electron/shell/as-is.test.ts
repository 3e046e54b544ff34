import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/fetch'
import { expect, test } from 'vitest'
import { asIs } from './as-is.ts'

test('an answer is written as it is, by both of oRPC’s handlers', async () => {
  const page = { items: [{ id: '1', labelIds: ['a'], dueDate: null, archived: false }], seq: 7 }
  const router = {
    list: os.route({ method: 'GET', path: '/list' }).handler(() => asIs(page)),
    // Had oRPC looked at it, it would have noted beside it where dates stand.
    date: os.handler(() => asIs({ at: new Date(0) })),
  }
  const rpc = new RPCHandler(router)
  const rest = new OpenAPIHandler(router)
  const answerOf = async (handler: Pick<typeof rpc, 'handle'>, path: string, method: string) => {
    const { response } = await handler.handle(new Request(`http://host/${path}`, { method }), { context: {} })
    return JSON.parse((await response?.text()) ?? 'null') as unknown
  }
  expect(await answerOf(rpc, 'list', 'POST')).toEqual({ json: page })
  expect(await answerOf(rpc, 'date', 'POST')).toEqual({ json: { at: '1970-01-01T00:00:00.000Z' } })
  expect(await answerOf(rest, 'list', 'GET')).toEqual(page)
})
