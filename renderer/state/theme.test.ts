import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/settings.ts'
import script from '../public/theme.js?raw'
import type { Appearance } from './theme.ts'

/** A page as far as the script looks at one: `media` are the queries that match. */
function page(media: readonly string[], kept?: string) {
  const dataset: Record<string, string> = {}
  const style = new Map<string, string>()
  const matching = new Set(media)
  const listeners: (() => void)[] = []
  const storage = new Map(kept === undefined ? [] : [['openlinear.appearance', kept]])
  const window: { drawAppearance?: (choice: Appearance) => void } = {}
  // oxlint-disable-next-line no-new-func, no-implied-eval -- a classic script has no other way in
  const run = new Function('window', 'document', 'matchMedia', 'localStorage', script)
  run(
    window,
    {
      documentElement: {
        dataset,
        style: { setProperty: (name: string, value: string) => style.set(name, value) },
      },
    },
    (query: string) => ({
      get matches() {
        return matching.has(query)
      },
      addEventListener: (_: string, listener: () => void) => listeners.push(listener),
    }),
    {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
    },
  )
  return {
    looks: () => ({ ...dataset, fontSize: style.get('--font-size') }),
    draw: (choice: Partial<Appearance>) => window.drawAppearance?.({ ...DEFAULT_SETTINGS, ...choice }),
    change: (query: string) => {
      if (!matching.delete(query)) matching.add(query)
      for (const listener of listeners) listener()
    },
    kept: () => storage.get('openlinear.appearance'),
  }
}

const PLAIN = { theme: 'light', contrast: 'normal', density: 'comfortable', motion: 'full', fontSize: '13' }

test('a page that was never set up looks as the system does', () => {
  expect(page([]).looks()).toEqual(PLAIN)
  const system = [
    '(prefers-color-scheme: dark)',
    '(prefers-contrast: more)',
    '(prefers-reduced-motion: reduce)',
  ]
  expect(page(system).looks()).toEqual({ ...PLAIN, theme: 'dark', contrast: 'more', motion: 'reduced' })
  expect(page(['(forced-colors: active)']).looks()).toEqual({ ...PLAIN, contrast: 'more' })
})

test('what was chosen is drawn, kept, and there before the first paint of the next start', () => {
  const first = page(['(prefers-color-scheme: dark)'])
  first.draw({ theme: 'light', contrast: 'more', density: 'compact', fontSize: 18, motion: 'reduced' })
  const chosen = { theme: 'light', contrast: 'more', density: 'compact', motion: 'reduced', fontSize: '18' }
  expect(first.looks()).toEqual(chosen)
  expect(page(['(prefers-color-scheme: dark)'], first.kept()).looks()).toEqual(chosen)
})

test('a change of the system is followed where the system is followed, and nowhere else', () => {
  const follower = page([])
  follower.change('(prefers-color-scheme: dark)')
  follower.change('(prefers-contrast: more)')
  expect(follower.looks()).toEqual({ ...PLAIN, theme: 'dark', contrast: 'more' })

  const own = page([])
  own.draw({ theme: 'light', contrast: 'normal', motion: 'full' })
  own.change('(prefers-color-scheme: dark)')
  own.change('(forced-colors: active)')
  own.change('(prefers-reduced-motion: reduce)')
  expect(own.looks()).toEqual(PLAIN)
})

test('what is kept by mistake does no harm', () => {
  expect(page([], 'dark').looks()).toEqual(PLAIN)
})
