import { createStore } from 'zustand/vanilla'
import { useSelected } from '../state/hooks.ts'
import { keep, keepOfWindow, onKept, readKept, readOfWindow } from '../state/kept.ts'

/** Of the panel, in pixels where the text of the body has 13. */
export const HEIGHT = { least: 120, usual: 280, most: 900 } as const
/** Folders of which is kept that their panel is open. */
const MOST_FOLDERS = 50
/** Of all windows. */
const KEY = 'openlinear.terminals'
/** Of this one. */
const OPEN_KEY = 'openlinear.terminals-open'

type Shared = {
  height: number
  /** What a terminal shows is also written where a screen reader finds it, which costs time. */
  forReader: boolean
}
type State = Shared & {
  /** Folders whose panel is open, the last one last. */
  open: readonly string[]
  /** The terminal that was shown last in a folder. */
  shown: Readonly<Record<string, string>>
  /** The folder whose terminal is to have the focus as soon as it is there. */
  focus: string | null
  /** The folder whose terminal is to be searched. */
  search: string | null
}

const state = createStore<State>(() => ({
  ...readShared(),
  open: readOpen(),
  shown: {},
  focus: null,
  search: null,
}))
onKept(KEY, () => state.setState(readShared()))

export const usePanel = <R>(select: (panel: State) => R): R => useSelected(state, select)
export const isPanelOpen = (folder: string): boolean => state.getState().open.includes(folder)

export function openPanel(folder: string): void {
  const others = state.getState().open.filter((one) => one !== folder)
  setOpen([...others, folder].slice(-MOST_FOLDERS))
}

export const hidePanel = (folder: string): void =>
  setOpen(state.getState().open.filter((one) => one !== folder))

export const setPanelHeight = (height: number): void => change({ height: fit(height) })
export const setForReader = (forReader: boolean): void => change({ forReader })

/** Has a terminal shown, the next time that its folder's panel is drawn. */
export const showTerminal = (folder: string, id: string): void =>
  state.setState(({ shown }) => ({ shown: { ...shown, [folder]: id } }))

/** Has the terminal that is shown take the focus; null = it has it, or is not to have it any more. */
export const askForFocus = (focus: string | null): void => state.setState({ focus })

/** Has the terminal that is shown searched; null = it is. */
export const askForSearch = (search: string | null): void => state.setState({ search })

function fit(height: number): number {
  return Math.round(Math.min(HEIGHT.most, Math.max(HEIGHT.least, height)))
}

function change(patch: Partial<Shared>): void {
  state.setState(patch)
  const { height, forReader } = state.getState()
  keep(KEY, JSON.stringify({ height, forReader } satisfies Shared))
}

function setOpen(open: readonly string[]): void {
  state.setState({ open })
  keepOfWindow(OPEN_KEY, JSON.stringify(open))
}

function readShared(): Shared {
  const { height, forReader } = parsed(readKept(KEY)) as Partial<Shared>
  return {
    height: typeof height === 'number' && Number.isFinite(height) ? fit(height) : HEIGHT.usual,
    forReader: forReader === true,
  }
}

function readOpen(): string[] {
  const open = parsed(readOfWindow(OPEN_KEY))
  return Array.isArray(open) ? open.filter((folder) => typeof folder === 'string') : []
}

function parsed(text: string | null): object {
  try {
    const kept: unknown = JSON.parse(text ?? '{}')
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    return {}
  }
}
