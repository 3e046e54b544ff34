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
    document.body.append(this.#element)
  }

  colour(token: string): string {
    this.#element.style.color = `var(--${token})`
    return getComputedStyle(this.#element).color
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
