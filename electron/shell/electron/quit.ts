/** How far the app is on its way out. */
export type Leaving =
  | 'no'
  /** The user is being asked. */
  | 'asking'
  /** It was decided, or nobody can be asked: the system shuts down, a signal came. */
  | 'going'

export const QUIT_CHOICES = ['keep', 'pause', 'stop', 'cancel'] as const
export type QuitChoice = (typeof QUIT_CHOICES)[number]

/** What a wish to quit leads to. */
export function onQuit(leaving: Leaving, atWork: number): 'ask' | 'go' | 'wait' {
  if (leaving === 'going') return 'go'
  if (leaving === 'asking') return 'wait'
  return atWork > 0 ? 'ask' : 'go'
}

/** What closing the window leads to. A Mac's app goes on without one. */
export function onClose(
  leaving: Leaving,
  atWork: number,
  platform: NodeJS.Platform,
): 'close' | 'hide' | 'quit' {
  if (leaving === 'going') return 'close'
  return platform === 'darwin' || atWork > 0 ? 'hide' : 'quit'
}

/** What the user is asked, for `dialog.showMessageBox`; its buttons are in the order of {@link QUIT_CHOICES}. */
export const quitQuestion = (agents: number) => ({
  type: 'question' as const,
  title: 'Quit OpenLinear?',
  message:
    agents === 0
      ? 'A batch is being merged.'
      : agents === 1
        ? 'An agent is at work.'
        : `${agents} agents are at work.`,
  detail:
    'Paused runs go on where they are when OpenLinear starts again. Stopped runs are cancelled, and their batches paused; what they have done so far is kept.',
  buttons: ['Keep running in the tray', 'Pause and quit', 'Stop runs and quit', 'Cancel'],
  defaultId: QUIT_CHOICES.indexOf('keep'),
  cancelId: QUIT_CHOICES.indexOf('cancel'),
  noLink: true,
})
