import { createStore } from 'zustand/vanilla'
import { useSelected } from '../state/hooks.ts'

/** Of the panel, in pixels where the text of the body has 13. */
export const HEIGHT = { least: 120, usual: 280, most: 900 } as const
/** Folders of which is kept that their panel is open. */
const MOST_FOLDERS = 50
const KEY = 'openlinear.terminals'

type Kept = {
  height: number
  /** Folders whose panel is open, the last one last. */
  open: readonly string[]
  /** What a terminal shows is also written where a screen reader finds it, which costs time. */
  forReader: boolean
}
type State = Kept & {
  /** The terminal that was shown last in a folder. */
  shown: Readonly<Record<string, string>>
  /** The folder whose terminal is to have the focus as soon as it is there. */
  focus: string | null
}

const state = createStore<State>(() => ({ ...read(), shown: {}, focus: null }))

export const usePanel = <R>(select: (panel: State) => R): R => useSelected(state, select)
export const isPanelOpen = (folder: string): boolean => state.getState().open.includes(folder)

export function openPanel(folder: string): void {
  const others = state.getState().open.filter((one) => one !== folder)
  keep({ open: [...others, folder].slice(-MOST_FOLDERS) })
}

export const hidePanel = (folder: string): void =>
  keep({ open: state.getState().open.filter((one) => one !== folder) })

export const setPanelHeight = (height: number): void => keep({ height: fit(height) })
export const setForReader = (forReader: boolean): void => keep({ forReader })

/** Has a terminal shown, the next time that its folder's panel is drawn. */
export const showTerminal = (folder: string, id: string): void =>
  state.setState(({ shown }) => ({ shown: { ...shown, [folder]: id } }))

/** Has the terminal that is shown take the focus; null = it has it, or is not to have it any more. */
export const askForFocus = (focus: string | null): void => state.setState({ focus })

function fit(height: number): number {
  return Math.round(Math.min(HEIGHT.most, Math.max(HEIGHT.least, height)))
}

function keep(patch: Partial<Kept>): void {
  state.setState(patch)
  const { height, open, forReader } = state.getState()
  try {
    localStorage.setItem(KEY, JSON.stringify({ height, open, forReader } satisfies Kept))
  } catch {
    // Storage is refused: it lasts until the page is left.
  }
}

function read(): Kept {
  const usual: Kept = { height: HEIGHT.usual, open: [], forReader: false }
  try {
    const { height, open, forReader } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>
    return {
      height: typeof height === 'number' && Number.isFinite(height) ? fit(height) : usual.height,
      open: Array.isArray(open) ? open.filter((folder) => typeof folder === 'string') : usual.open,
      forReader: forReader === true,
    }
  } catch {
    return usual
  }
}
