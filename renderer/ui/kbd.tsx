import { keysFor, useKeysFor } from '../commands/keys.ts'
import { t } from '../strings/t.ts'
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
  mod: isMac ? t('Command') : t('Control'),
  alt: isMac ? t('Option') : t('Alt'),
  shift: t('Shift'),
  enter: t('Enter'),
  escape: t('Escape'),
  backspace: t('Backspace'),
  arrowup: t('Up arrow'),
  arrowdown: t('Down arrow'),
  arrowleft: t('Left arrow'),
  arrowright: t('Right arrow'),
  space: t('Space'),
  home: t('Home'),
  end: t('End'),
  plus: t('Plus'),
  delete: t('Delete'),
  insert: t('Insert'),
  tab: t('Tab'),
  pageup: t('Page up'),
  pagedown: t('Page down'),
  '.': t('Full stop'),
  ',': t('Comma'),
  ';': t('Semicolon'),
  '/': t('Slash'),
  '?': t('Question mark'),
}

/** The strokes that are made one after the other, each with the keys that are held together. */
const strokesOf = (keys: string): string[][] =>
  keysFor(keys)
    .split(' ')
    .map((stroke) => stroke.split('+'))

function wordOf(key: string): string {
  const [from = '', to] = key.toUpperCase().split('–')
  return WORDS[key.toLowerCase()] ?? (to === undefined ? from : t('{from} to {to}', { from, to }))
}

/** `mod+k` as it is read out: `Control K`. Also of a command, by its id. */
export const keyWords = (keys: string): string =>
  strokesOf(keys)
    .map((stroke) => stroke.map(wordOf).join(' '))
    .reduce((first, next) => t('{first}, then {next}', { first, next }))

/** `mod+k` as the platform writes it. Also of a command, by its id; '' = it has no keys. */
export const keyText = (keys: string): string =>
  strokesOf(keys)
    .map((stroke) =>
      stroke
        .map((key) => SYMBOLS[key.toLowerCase()] ?? (/^(.|f\d+)$/.test(key) ? key.toUpperCase() : key))
        .join(isMac ? '' : ' '),
    )
    .join(' ')

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
