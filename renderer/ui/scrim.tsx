/**
 * What lies between a dialog and the page; a click on it closes the dialog. Not Radix's own, which sets a variable on
 * the body and so has the whole page styled anew.
 */
export function Scrim() {
  return <div className="enter-fade pointer-events-auto fixed inset-0 z-40 bg-scrim" />
}
