import { toast as sonner } from 'sonner'

export type ToastAction = { label: string; onClick: () => void }
type Options = { description?: string; action?: ToastAction; id?: string; duration?: number }

/** Short words that come and go. An error stays long enough to be read and can carry one action. */
export const toast = {
  info: (message: string, options: Options = {}) => sonner(message, options),
  success: (message: string, options: Options = {}) => sonner.success(message, options),
  error: (message: string, options: Options = {}) => sonner.error(message, { duration: 9000, ...options }),
  dismiss: (id: string) => sonner.dismiss(id),
}
