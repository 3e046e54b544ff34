import type { toast as Sonner } from 'sonner'
import { isTurned } from './direction.ts'
import { toastWords } from './toast-words.tsx'
import { withoutMarks } from './with-code.tsx'

export type ToastAction = { label: string; onClick: () => void }
type Options = {
  description?: string
  /** Of an error: what is copied for somebody who helps. */
  details?: () => string
  action?: ToastAction
  id?: string
  duration?: number
  /** Where a dialog with its buttons at the other side is open. */
  position?: 'bottom-start'
}

/** A place by where the reader begins, as a place on the screen. */
export const sideOf = (position: 'bottom-start' | 'bottom-end'): 'bottom-left' | 'bottom-right' =>
  (position === 'bottom-start') === isTurned() ? 'bottom-right' : 'bottom-left'

const shown = Promise.withResolvers<typeof Sonner>()

/** To be called once toasts can be seen, which is after the first picture: what is said before waits for it. */
export const showToasts = (sonner: typeof Sonner): void => shown.resolve(sonner)

const say = (words: (sonner: typeof Sonner) => unknown): void => void shown.promise.then(words)

const drawn = ({ description, details, position, action, ...rest }: Options) => {
  const words = description === undefined ? undefined : withoutMarks(description)
  return {
    ...rest,
    // Said also where there is none: what takes the place of another keeps nothing of it.
    action,
    description: details === undefined ? words : toastWords(words, details),
    ...(position === undefined ? {} : { position: sideOf(position) }),
  }
}

/** Short words that come and go. An error stays long enough to be read and can carry one action. */
export const toast = {
  info: (message: string, options: Options = {}): void =>
    say((sonner) => sonner(withoutMarks(message), drawn(options))),
  success: (message: string, options: Options = {}): void =>
    say((sonner) => sonner.success(withoutMarks(message), drawn(options))),
  error: (message: string, options: Options = {}): void =>
    say((sonner) => sonner.error(withoutMarks(message), { duration: 9000, ...drawn(options) })),
  dismiss: (id: string): void => say((sonner) => sonner.dismiss(id)),
}
