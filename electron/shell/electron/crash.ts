/** A page that dies twice within so long would go on dying, in milliseconds. */
const AGAIN_MS = 60_000

/** What to do when the page's process is gone. */
export function onCrash(now: number, last: number | null): 'reload' | 'ask' {
  return last === null || now - last > AGAIN_MS ? 'reload' : 'ask'
}

export const CRASH_CHOICES = ['reload', 'quit'] as const

export const crashQuestion = (reason: string) => ({
  type: 'error' as const,
  title: 'OpenLinear',
  message: 'The window broke down again.',
  detail: `Agents go on working, and nothing is lost. (${reason})`,
  buttons: ['Reload', 'Quit'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
})
