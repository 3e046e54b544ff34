/** Parts of the page that have commands of their own, and what they lie in. */
import { t } from '../strings/t.ts'

type Shape = {
  name: string
  inside: readonly string[]
  /** What is answered here comes first: its keys are taken from the rooms around it, on purpose. */
  ahead?: true
}

export const ROOMS = {
  everywhere: { name: t('Everywhere'), inside: [] },
  go: { name: t('Going places'), inside: ['everywhere'] },
  board: { name: t('On the board'), inside: ['everywhere'] },
  selection: { name: t('Selected or focused cards'), inside: ['board'] },
  task: { name: t('In a task'), inside: ['everywhere'] },
  description: { name: t('In the description of a task'), inside: ['task'] },
  candidates: { name: t('Among candidates'), inside: ['task'] },
  changes: { name: t('Reading changes'), inside: ['task', 'batch'], ahead: true },
  'pull-request': { name: t('In a pull request'), inside: ['task', 'batch'] },
  terminal: { name: t('In a terminal'), inside: ['task'] },
  log: { name: t('In the log of a run'), inside: ['task', 'record'] },
  batches: { name: t('In the list of batches'), inside: ['everywhere'] },
  batch: { name: t('In a batch'), inside: ['everywhere'] },
  inbox: { name: t('In the inbox'), inside: ['everywhere'] },
  brainstorm: { name: t('In a brainstorm'), inside: ['everywhere'] },
  record: { name: t('In a run record'), inside: ['everywhere'] },
  request: {
    name: t('Answering an agent'),
    inside: ['selection', 'task', 'inbox', 'brainstorm'],
    ahead: true,
  },
} as const satisfies Record<string, Shape>

export type Room = keyof typeof ROOMS

const shape = (room: Room): Shape => ROOMS[room]

/** Whether `room` is `around` or lies in it, over any number of walls. */
export const liesIn = (room: Room, around: Room): boolean =>
  room === around || shape(room).inside.some((outer) => liesIn(outer as Room, around))

/** Whether commands of both may be live at once and want each other's keys. */
export function meet(one: Room, other: Room): boolean {
  if (one === other) return true
  // `go` is bound with `everywhere`, and so meets every room.
  if (one === 'go' || other === 'go') return !isAhead(one) && !isAhead(other)
  if (isAhead(one) || isAhead(other)) return false
  return liesIn(one, other) || liesIn(other, one)
}

const isAhead = (room: Room): boolean => shape(room).ahead === true

/** How many rooms are around it: the innermost one has the first word about a key. */
export function depthOf(room: Room): number {
  const { inside, ahead } = shape(room)
  const walls = inside.map((outer) => depthOf(outer as Room) + 1)
  return Math.max(0, ...walls) + (ahead === true ? 10 : 0)
}
