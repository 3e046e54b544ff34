import Anser from 'anser'
import { onlyColours } from '#shared/terminal-text.ts'

/** Text of one look. Colours are roles of ours, so that they can be read in every theme. */
export interface AnsiSpan {
  text: string
  /** Classes; '' = as the text around it. */
  look: string
}

type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white' | 'black'

const TEXT: Record<Colour, string> = {
  red: 'text-bad',
  green: 'text-ok',
  yellow: 'text-wait',
  blue: 'text-run',
  magenta: 'text-review',
  cyan: 'text-accent-fg',
  white: 'text-fg',
  black: 'text-fg-3',
}
/** On a ground, words are plain: those of any colour might not be seen on it. */
const GROUND: Record<Colour, string> = {
  red: 'bg-bad/16 text-fg',
  green: 'bg-ok/16 text-fg',
  yellow: 'bg-wait/16 text-fg',
  blue: 'bg-run/16 text-fg',
  magenta: 'bg-review/16 text-fg',
  cyan: 'bg-accent-soft text-fg',
  white: 'bg-active text-fg',
  black: 'bg-active text-fg',
}
const DECORATIONS: Record<string, string> = {
  bold: 'font-semibold',
  dim: 'opacity-80',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'line-through',
}

/** What a program printed, by the colours that it asked for. Sequences that do not colour are left out. */
export function ansiSpans(output: string): AnsiSpan[] {
  const spans: AnsiSpan[] = []
  const found = Anser.ansiToJson(onlyColours(output), { use_classes: true, remove_empty: true })
  for (const { content, fg, bg, fg_truecolor, bg_truecolor, decorations } of found) {
    if (content === '' || decorations.includes('hidden')) continue
    const front = colourOf(fg, fg_truecolor)
    // Turned around, the colours are each other's already; what has none gets a ground all the same.
    const ground = colourOf(bg, bg_truecolor) ?? (decorations.includes('reverse') ? 'white' : null)
    const colour = ground !== null ? GROUND[ground] : front === null ? '' : TEXT[front]
    const look = [colour, ...decorations.map((one) => DECORATIONS[one] ?? '')].filter(Boolean).join(' ')
    const last = spans.at(-1)
    if (last?.look === look) last.text += content
    else spans.push({ text: content, look })
  }
  return spans
}

/** @param name `ansi-red`, `ansi-bright-red`, `ansi-palette-123` or `ansi-truecolor` */
function colourOf(name: string | null, rgb: string | null): Colour | null {
  if (!name) return null
  const basic = /^ansi-(?:bright-)?([a-z]+)$/.exec(name)?.[1]
  if (basic !== undefined && Object.hasOwn(TEXT, basic)) return basic as Colour
  const palette = /^ansi-palette-(\d+)$/.exec(name)?.[1]
  if (palette !== undefined) return nearest(...paletteColour(Number(palette)))
  const [red = 0, green = 0, blue = 0] = (rgb ?? '').split(',').map(Number)
  return name === 'ansi-truecolor' ? nearest(red, green, blue) : null
}

/** Of the 6 × 6 × 6 cube, or of the greys after it. */
function paletteColour(index: number): [number, number, number] {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10
    return [grey, grey, grey]
  }
  const at = Math.max(0, index - 16)
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40)
  return [level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6)]
}

const HUES: readonly Colour[] = ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta']

/** The one of ours with the nearest hue; what has hardly one is text, or quiet text. */
function nearest(red: number, green: number, blue: number): Colour {
  const most = Math.max(red, green, blue)
  const spread = most - Math.min(red, green, blue)
  if (spread < 40) return most > 150 ? 'white' : 'black'
  const sector =
    most === red
      ? (green - blue) / spread
      : most === green
        ? 2 + (blue - red) / spread
        : 4 + (red - green) / spread
  return HUES[Math.round(sector + 6) % 6] as Colour
}
