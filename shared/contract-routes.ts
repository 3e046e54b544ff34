import { oc } from '@orpc/contract'
import { z } from 'zod'
import { id } from './common.ts'
import { taskRef } from './tasks.ts'

// What the calls of the contract are written with.

/** For a call that takes nothing: what is sent to it anyway is refused, as everywhere. */
export const nothing = z.strictObject({}).optional()
/** For a call that takes an id alone. */
export const byId = z.strictObject({ id })
/** A task by its id or its identifier. */
export const byTask = z.strictObject({ id: taskRef })
/** @param summary what it does, where its path and its schema do not say so; told in `/openapi.json` */
const route = (how: Parameters<typeof oc.route>[0], summary?: string) =>
  oc.route({ ...how, ...(summary === undefined ? {} : { summary }) })
/** A call that only reads. */
export const get = (path: `/${string}`, summary?: string) => route({ method: 'GET', path }, summary)
/** A call that makes or does something. @param successStatus 202 where it goes on after the answer */
export const post = (path: `/${string}`, successStatus = 200, summary?: string) =>
  route({ method: 'POST', path, successStatus }, summary)
/** A call that changes fields. */
export const patch = (path: `/${string}`, summary?: string) => route({ method: 'PATCH', path }, summary)
/** A call that removes something. */
export const del = (path: `/${string}`, summary?: string) => route({ method: 'DELETE', path }, summary)
