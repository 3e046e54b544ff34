import type { ISearchDecorationOptions } from '@xterm/addon-search'
import type { ITheme } from '@xterm/xterm'

/** How a terminal looks, from the tokens as they are now. */
export type TerminalLook = {
  theme: ITheme
  fontFamily: string
  fontSize: number
  minimumContrastRatio: number
}

/** The tokens as colours that can be drawn with: some are the system's names, some are worked out. */
class Probe {
  readonly #element = document.createElement('span')

  constructor() {
    this.#element.hidden = true
    // Else each of them would be the system's one for text.
    this.#element.style.forcedColorAdjust = 'none'
    document.body.append(this.#element)
  }

  colour(token: string): string {
    this.#element.style.color = `var(--${token})`
    return getComputedStyle(this.#element).color
  }

  /** So much of a token over the ground of a terminal, in percent, as `#rrggbb`. */
  tint(token: string, percent: number): string {
    this.#element.style.color = `color-mix(in srgb, var(--${token}) ${percent}%, var(--bg-inset))`
    return hexOf(getComputedStyle(this.#element).color)
  }

  /** Of text, in pixels. */
  size(token: string): number {
    this.#element.style.fontSize = `var(--${token})`
    return Number.parseFloat(getComputedStyle(this.#element).fontSize)
  }

  remove(): void {
    this.#element.remove()
  }
}

/** What programs call black is the darkest of the theme, and white the lightest; the contrast is seen to by what draws. */
export function terminalLook(): TerminalLook {
  const root = document.documentElement
  const isDark = root.dataset['theme'] === 'dark'
  const probe = new Probe()
  const [ground, ink] = [probe.colour('bg-inset'), probe.colour('fg')]
  const colours = (names: readonly string[]) => names.map((name) => probe.colour(name))
  const [red, green, yellow, blue, violet, teal] = colours([
    'c-red',
    'c-green',
    'c-yellow',
    'c-blue',
    'c-violet',
    'c-teal',
  ])
  const [soft, middle, bright, line] = colours(['bg-active', 'fg-3', 'fg-2', 'line-strong'])
  const look = {
    fontFamily: getComputedStyle(root).getPropertyValue('--font-mono'),
    fontSize: probe.size('t-12'),
    minimumContrastRatio: root.dataset['contrast'] === 'more' ? 7 : 4.5,
    theme: {
      background: ground,
      foreground: ink,
      cursor: ink,
      cursorAccent: ground,
      selectionBackground: probe.colour('accent'),
      selectionForeground: probe.colour('fg-on-accent'),
      selectionInactiveBackground: soft,
      black: isDark ? soft : ink,
      brightBlack: middle,
      white: isDark ? bright : line,
      brightWhite: isDark ? ink : soft,
      red,
      green,
      yellow,
      blue,
      magenta: violet,
      cyan: teal,
      brightRed: red,
      brightGreen: green,
      brightYellow: yellow,
      brightBlue: blue,
      brightMagenta: probe.colour('c-pink'),
      brightCyan: teal,
      scrollbarSliderBackground: line,
      scrollbarSliderHoverBackground: middle,
      scrollbarSliderActiveBackground: middle,
      overviewRulerBorder: ground,
    } as ITheme,
  }
  probe.remove()
  return look
}

/** How words are marked that were looked for: as in a log. */
export function matchLook(): ISearchDecorationOptions {
  const probe = new Probe()
  // The one at which one is has the ground's colour for its words, and so the contrast that this role has on it.
  const [all, here] = [probe.tint('wait', 25), probe.tint('wait', 100)]
  probe.remove()
  return {
    matchBackground: all,
    matchOverviewRuler: all,
    activeMatchBackground: here,
    activeMatchColorOverviewRuler: here,
  }
}

/** @param colour `rgb(1, 2, 3)`, or `color(srgb 0.1 0.2 0.3)` */
function hexOf(colour: string): string {
  const parts = (colour.match(/-?\d*\.?\d+(?:e-?\d+)?/gi) ?? []).slice(0, 3).map(Number)
  const bytes = colour.startsWith('color(') ? parts.map((part) => part * 255) : parts
  const pairs = bytes.map((byte) =>
    Math.min(255, Math.max(0, Math.round(byte)))
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${pairs.join('')}`
}

/** Calls `changed` when the page looks otherwise, until the answer is called. */
export function onLook(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-contrast', 'style'],
  })
  const forced = matchMedia('(forced-colors: active)')
  forced.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    forced.removeEventListener('change', changed)
  }
}
