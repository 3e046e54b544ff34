/** Whether the page is read from right to left, as its language is. */
export const isTurned = (): boolean =>
  typeof document !== 'undefined' && document.documentElement.dir === 'rtl'
