import { keysFor, useKeysFor } from '../commands/keys.ts'
import { cn } from './cn.ts'
import { isMac } from './platform.ts'

const SYMBOLS: Record<string, string> = {
  mod: isMac ? '⌘' : 'Ctrl',
  alt: isMac ? '⌥' : 'Alt',
  shift: '⇧',
  enter: '↵',
  escape: 'Esc',
  backspace: '⌫',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  space: 'Space',
  home: 'Home',
  end: 'End',
  plus: '+',
  delete: 'Del',
  insert: 'Ins',
  tab: 'Tab',
  pageup: 'PgUp',
  pagedown: 'PgDn',
}

const WORDS: Record<string, string> = {
  mod: isMac ? 'Command' : 'Control',
  alt: isMac ? 'Option' : 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Escape',
  backspace: 'Backspace',
  arrowup: 'Up arrow',
  arrowdown: 'Down arrow',
  arrowleft: 'Left arrow',
  arrowright: 'Right arrow',
  space: 'Space',
  home: 'Home',
  end: 'End',
  plus: 'Plus',
  delete: 'Delete',
  insert: 'Insert',
  tab: 'Tab',
  pageup: 'Page up',
  pagedown: 'Page down',
  '.': 'Full stop',
  ',': 'Comma',
  ';': 'Semicolon',
  '/': 'Slash',
  '?': 'Question mark',
}

/** One after the other is written with a space between. */
const eachStroke = (keys: string, write: (stroke: string[]) => string, between: string): string =>
  keysFor(keys)
    .split(' ')
    .map((stroke) => write(stroke.split('+')))
    .join(between)

/** `mod+k` as it is read out: `Control K`. Also of a command, by its id. */
export const keyWords = (keys: string): string =>
  eachStroke(
    keys,
    (parts) =>
      parts.map((key) => WORDS[key.toLowerCase()] ?? key.toUpperCase().replace('–', ' to ')).join(' '),
    ', then ',
  )

/** `mod+k` as the platform writes it. Also of a command, by its id; '' = it has no keys. */
export const keyText = (keys: string): string =>
  eachStroke(
    keys,
    (parts) =>
      parts
        .map((key) => SYMBOLS[key.toLowerCase()] ?? (/^(.|f\d+)$/.test(key) ? key.toUpperCase() : key))
        .join(isMac ? '' : ' '),
    ' ',
  )

/**
 * A shortcut, such as `<Kbd keys="mod+enter" />`; of a command, by its id, those that it has now, and nothing where it
 * has none. `tone="accent"` stands on the accent colour.
 */
export function Kbd({
  keys,
  tone = 'plain',
  className,
}: {
  keys: string
  tone?: 'plain' | 'accent'
  className?: string
}) {
  const now = useKeysFor(keys)
  if (now === '') return null
  return (
    <kbd
      aria-hidden
      className={cn(
        'inline-block shrink-0 rounded-s border px-1 font-sans text-10 leading-4 font-medium whitespace-nowrap',
        tone === 'accent' ? 'border-on-accent/40 text-on-accent' : 'border-line-strong text-fg-3',
        className,
      )}
    >
      {keyText(now)}
    </kbd>
  )
}
