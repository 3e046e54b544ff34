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
  '.': 'Full stop',
  '/': 'Slash',
  '?': 'Question mark',
}

/** `mod+k` as it is read out: `Control K`. */
export const keyWords = (keys: string): string =>
  keys
    .split('+')
    .map((key) => WORDS[key.toLowerCase()] ?? key.toUpperCase().replace('–', ' to '))
    .join(' ')

/** `mod+k` as the platform writes it. */
export function keyText(keys: string): string {
  const parts = keys
    .split('+')
    .map((key) => SYMBOLS[key.toLowerCase()] ?? (/^(.|f\d+)$/.test(key) ? key.toUpperCase() : key))
  return isMac ? parts.join('') : parts.join(' ')
}

/** A shortcut, such as `<Kbd keys="mod+enter" />`. `tone="accent"` stands on the accent colour. */
export function Kbd({
  keys,
  tone = 'plain',
  className,
}: {
  keys: string
  tone?: 'plain' | 'accent'
  className?: string
}) {
  return (
    <kbd
      aria-hidden
      className={cn(
        'inline-block shrink-0 rounded-s border px-1 font-sans text-10 leading-4 font-medium whitespace-nowrap',
        tone === 'accent' ? 'border-on-accent/40 text-on-accent' : 'border-line-strong text-fg-3',
        className,
      )}
    >
      {keyText(keys)}
    </kbd>
  )
}
