import { describe, expect, test } from 'vitest'
import { nextPublication, type PublicationEvent } from './publication-state.ts'
import {
  isPublicationOver,
  PUBLICATION_STATUSES,
  PUBLICATION_STEPS,
  type PublicationStatus,
  type PublicationStep,
} from './publication-words.ts'

type Place = `${PublicationStatus} ${PublicationStep}`

const EACH = ['push', 'pull_request', 'details', 'done'] as const
const at = (statuses: readonly PublicationStatus[], to: (status: string, step: string) => string) =>
  Object.fromEntries(
    statuses.flatMap((status) => EACH.map((step) => [`${status} ${step}`, to(status, step)])),
  ) as Partial<Record<Place, Place>>

/** Every pair that is not here is refused. */
const NEXT: Record<PublicationEvent, Partial<Record<Place, Place>>> = {
  push: { 'working push': 'working pull_request' },
  push_alone: { 'working push': 'pushed done' },
  find: { 'working pull_request': 'working details' },
  detail: { 'working details': 'open done' },
  wait: at(['working'], (_, step) => `waiting ${step}`),
  block: at(['working', 'waiting'], (_, step) => `blocked ${step}`),
  retry: at(['waiting', 'blocked'], (_, step) => `working ${step}`),
  republish: at(['working', 'waiting', 'blocked', 'open'], () => 'working push'),
  reword: Object.fromEntries(
    (['working', 'waiting', 'blocked', 'open'] as const).flatMap((status) => [
      [`${status} details`, 'working pull_request'],
      [`${status} done`, 'working pull_request'],
    ]),
  ),
  give_up: at(['working', 'waiting', 'blocked'], () => 'open done'),
  merge: at(['working', 'waiting', 'blocked', 'open'], () => 'merged done'),
  close: at(['working', 'waiting', 'blocked', 'open'], () => 'closed done'),
  reopen: at(['closed'], () => 'open done'),
  adopt: at(['pushed'], () => 'open done'),
  cancel: at(['working', 'waiting', 'blocked', 'open'], (_, step) => `cancelled ${step}`),
}

describe('what can happen to a publication', () => {
  for (const event of Object.keys(NEXT) as PublicationEvent[]) {
    for (const status of PUBLICATION_STATUSES) {
      for (const step of PUBLICATION_STEPS) {
        const next = NEXT[event][`${status} ${step}`]
        test(`${status} (${step}), ${event}: ${next ?? 'refused'}`, () => {
          if (next !== undefined) {
            const after = nextPublication({ status, step }, event)
            expect(`${after.status} ${after.step}`).toBe(next)
          } else
            expect(() => nextPublication({ status, step }, event)).toThrow(
              expect.objectContaining({ code: 'ILLEGAL_TRANSITION', details: { status, step, event } }),
            )
        })
      }
    }
  }
})

test('nothing happens to one that is over, but that a pull request of its branch is opened, or opened again', () => {
  for (const status of PUBLICATION_STATUSES.filter(isPublicationOver))
    for (const event of (Object.keys(NEXT) as PublicationEvent[]).filter(
      (one) => one !== 'reopen' && one !== 'adopt',
    ))
      for (const step of PUBLICATION_STEPS) expect(NEXT[event][`${status} ${step}`]).toBeUndefined()
})
