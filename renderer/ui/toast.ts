import { toast as sonner } from 'sonner'

export type ToastAction = { label: string; onClick: () => void }
type Options = {
  description?: string
  action?: ToastAction
  id?: string
  duration?: number
  /** Where a dialog with its buttons at the right is open. */
  position?: 'bottom-left'
}

/** Messages of the host mark names and commands with backticks; a toast has no code. */
const plain = (text: string) => text.replaceAll('`', '')
const withPlain = (options: Options): Options =>
  options.description === undefined ? options : { ...options, description: plain(options.description) }

/** Short words that come and go. An error stays long enough to be read and can carry one action. */
export const toast = {
  info: (message: string, options: Options = {}) => sonner(plain(message), withPlain(options)),
  success: (message: string, options: Options = {}) => sonner.success(plain(message), withPlain(options)),
  error: (message: string, options: Options = {}) =>
    sonner.error(plain(message), { duration: 9000, ...withPlain(options) }),
  dismiss: (id: string) => sonner.dismiss(id),
}
