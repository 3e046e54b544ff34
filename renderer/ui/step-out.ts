import { focusPlace } from './kept-focus.ts'

/**
 * Gives the focus of a field to what the field stands in: its dialog, the tab that shows it, or the page's content. On
 * nothing at all the keyboard would begin at the top of the page again.
 */
export function stepOut(field: HTMLElement): void {
  const tab = field.closest('[role="tabpanel"]')?.getAttribute('aria-labelledby') ?? null
  const around =
    field.closest<HTMLElement>('[role="dialog"], [role="alertdialog"]') ??
    (tab === null ? null : document.getElementById(tab)) ??
    document.querySelector<HTMLElement>('main [role="tab"][aria-selected="true"]')
  if (around === null) focusPlace('main')
  else around.focus({ preventScroll: true })
  if (document.activeElement === field) field.blur()
}
