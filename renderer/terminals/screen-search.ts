import { type ISearchOptions, SearchAddon } from '@xterm/addon-search'
import type { Terminal } from '@xterm/xterm'
import { matchLook, terminalLook } from './terminal-theme.ts'

/** More matches than this are not counted, nor marked. */
export const MOST_MATCHES = 1000

/** How a search stands. */
export interface Matches {
  /** Which of them is shown, from 1; 0 = none of those that are counted. */
  here: number
  count: number
}

/** Looks for words in a terminal: the newest match first, as what was said last is mostly meant. */
export class ScreenSearch {
  readonly #terminal: Terminal
  readonly #addon = new SearchAddon({ highlightLimit: MOST_MATCHES })
  #isOver = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    terminal.loadAddon(this.#addon)
  }

  /** Words of one line that are selected, to begin with; '' = none are. */
  selectedWords(): string {
    const words = this.#terminal.getSelection()
    return words.includes('\n') ? '' : words.trim()
  }

  /** Tells how the search stands whenever that has changed, until the answer is called. */
  follow(changed: (matches: Matches) => void): () => void {
    const listener = this.#addon.onDidChangeResults(({ resultIndex, resultCount }) =>
      changed({ here: resultIndex + 1, count: resultCount }),
    )
    return () => listener.dispose()
  }

  /** Shows the match at which one is, or else the one above. */
  find(words: string, matchCase: boolean): void {
    // The match at which one is is selected, and has to be told from the others.
    const { theme } = terminalLook()
    const { activeMatchBackground: here = '' } = matchLook()
    this.#terminal.options.theme = {
      ...theme,
      selectionInactiveBackground: here,
      selectionForeground: theme.background ?? '',
    }
    // It would not see that only the case matters now.
    this.#addon.clearDecorations()
    this.#addon.findPrevious(words, { ...optionsOf(matchCase), incremental: true })
  }

  step(by: 1 | -1, words: string, matchCase: boolean): void {
    if (by === 1) this.#addon.findNext(words, optionsOf(matchCase))
    else this.#addon.findPrevious(words, optionsOf(matchCase))
  }

  /** Takes its marks away, and the selection, with which Ctrl+C would copy and end nothing. */
  end(): void {
    if (this.#isOver) return
    this.#addon.clearDecorations()
    this.#terminal.clearSelection()
    this.#terminal.options.theme = terminalLook().theme
  }

  /** The terminal goes away. */
  dispose(): void {
    this.#isOver = true
  }
}

const optionsOf = (caseSensitive: boolean): ISearchOptions => ({ caseSensitive, decorations: matchLook() })
