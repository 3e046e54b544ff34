import type { RefObject } from 'react'
import type { Request } from '#shared/requests.ts'
import type { Answering } from './use-answer.ts'

/** Where a request stands: on a card of the board, above a run's log, or in the inbox. */
export type Density = 'card' | 'task' | 'inbox'

/** What each kind of request is given. */
export type BodyProps = {
  request: Request
  density: Density
  /** Its keys act wherever the focus is. */
  active: boolean
  root: RefObject<HTMLElement | null>
  answering: Answering
  /** Tells the frame whether the keys on the buttons act now. */
  onKeys: (on: boolean) => void
  /** Opens the task, where there is room for what a card cannot show. */
  openTask: () => void
}
