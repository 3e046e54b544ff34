const LAYERS = '[role="dialog"], [role="menu"], [role="listbox"], [role="alertdialog"]'
const OPEN_DIALOGS = '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"]'

/**
 * Whether what holds the focus wants the key for itself: a text field wants all of them, what is ticked only those that
 * it knows.
 */
export function fieldTakes(target: Pick<Element, 'closest'>, key: string): boolean {
  if (target.closest('input[type="checkbox"]') !== null) return /^( |enter)$/i.test(key)
  if (target.closest('input[type="radio"]') !== null) return /^( |enter|arrow\w+)$/i.test(key)
  return target.closest('input, textarea, select, [contenteditable="true"]') !== null
}

/** Whether something lies over the page that has the keys: a dialog, a menu, an open list. */
export function isCovered(target: Element): boolean {
  if (target.closest(LAYERS) !== null || document.querySelector('[role="menu"]') !== null) return true
  return target === document.body && document.querySelector(OPEN_DIALOGS) !== null
}
