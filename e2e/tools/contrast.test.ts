import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// What is measured is the style sheet itself, and the tints that the page's own classes name.

const RENDERER = join(import.meta.dirname, '../../renderer')
const read = (path: string) => readFileSync(join(RENDERER, path), 'utf8')

const css = read('styles/tokens.css').replace(/@media[^{]*{[\s\S]*$/, '')

/** What the page is written in, by file. */
const SOURCES = Object.fromEntries(
  globSync('**/*.{ts,tsx}', { cwd: RENDERER }).map((path) => [path, read(path)]),
)

const TEXT = ['fg', 'fg-2', 'fg-3', 'accent-fg', 'run', 'wait', 'review', 'ok', 'bad']
const STATES = ['run', 'wait', 'review', 'ok', 'bad']
const SURFACES = ['bg', 'bg-side', 'bg-raised', 'bg-hover', 'bg-active', 'bg-inset', 'bg-float']
/** Nothing that is tinted stands on a pressed row. */
const UNDER_TINTS = SURFACES.filter((name) => name !== 'bg-active')
/** Up to this a tint is a ground for words of any kind; beyond, for its own and the strongest. */
const SOFT = 15

type Color = readonly [red: number, green: number, blue: number, alpha: number]

function color(text: string): Color {
  if (!/^#([0-9a-f]{6}|[0-9a-f]{8})$/.test(text)) throw new Error(`not a colour of the style sheet: ${text}`)
  const [red = 0, green = 0, blue = 0, alpha = 255] = (text.slice(1).match(/../g) ?? []).map((part) =>
    Number.parseInt(part, 16),
  )
  return [red / 255, green / 255, blue / 255, alpha / 255]
}

const over = (top: Color, ground: Color, alpha = top[3]): Color => [
  top[0] * alpha + ground[0] * (1 - alpha),
  top[1] * alpha + ground[1] * (1 - alpha),
  top[2] * alpha + ground[2] * (1 - alpha),
  1,
]

/** As WCAG 2.2 defines them. */
function luminance([red, green, blue]: Color): number {
  const part = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
}
function contrast(one: Color, other: Color): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** The tokens that one rule sets. */
function rule(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`)
  if (start === -1) throw new Error(`no rule for ${selector}`)
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start))
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

/** `bg-wait/10` and the like, wherever the page says so: by role, how strong. */
function tints(): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>()
  for (const text of Object.values(SOURCES)) {
    for (const [, role = '', strength] of text.matchAll(/\bbg-([a-z]+)\/(\d+)\b/g)) {
      if (STATES.includes(role)) found.set(role, (found.get(role) ?? new Set()).add(Number(strength)))
    }
  }
  return found
}

const looks = (['dark', 'light'] as const).flatMap((theme) => {
  const plain = rule(`[data-theme="${theme}"]`)
  const more = new Map([...plain, ...rule(`[data-theme="${theme}"][data-contrast="more"]`)])
  return [
    { name: theme, tokens: plain, text: 4.5, shape: 3, line: 0 },
    { name: `${theme}, high contrast`, tokens: more, text: 7, shape: 4.5, line: 3 },
  ]
})

for (const { name, tokens, text, shape, line } of looks) {
  const token = (role: string) => color(tokens.get(role) ?? `--${role} is missing`)
  /** Pairs that are too near to each other, in words. */
  const near = (pairs: Iterable<[string, Color, Color]>, least: number) =>
    [...pairs].flatMap(([words, one, other]) => {
      const found = contrast(one, other)
      return found < least ? [`${words}: ${found.toFixed(2)}`] : []
    })

  test(`every text can be read on every surface (${name})`, () => {
    const pairs = TEXT.flatMap((role) =>
      SURFACES.flatMap((surface): [string, Color, Color][] => [
        [`${role} on ${surface}`, token(role), token(surface)],
      ]),
    )
    expect(near(pairs, text)).toEqual([])
    const chosen = ['fg', 'fg-2', 'fg-3'].flatMap((role) =>
      ['bg', 'bg-raised'].map((surface): [string, Color, Color] => [
        `${role} on ${surface}, chosen`,
        token(role),
        over(token('accent-soft'), token(surface)),
      ]),
    )
    expect(near(chosen, text)).toEqual([])
    const fixed = [
      ['fg-on-accent', 'accent'],
      ['fg-on-accent', 'accent-hover'],
      ['add-fg', 'add-bg'],
      ['del-fg', 'del-bg'],
      ['fg', 'add-bg'],
      ['fg', 'del-bg'],
    ].map(([role = '', ground = '']): [string, Color, Color] => [
      `${role} on ${ground}`,
      token(role),
      token(ground),
    ])
    expect(near(fixed, text)).toEqual([])
  })

  test(`every text can be read on the tints of the states (${name})`, () => {
    const used = tints()
    expect(used.size).toBeGreaterThan(0)
    const pairs = [...used].flatMap(([state, strengths]) =>
      [...strengths].flatMap((strength) =>
        UNDER_TINTS.flatMap((surface) =>
          (strength <= SOFT ? [state, 'fg', 'fg-2'] : [state, 'fg']).map((role): [string, Color, Color] => [
            `${role} on ${state}/${strength} over ${surface}`,
            token(role),
            over(token(state), token(surface), strength / 100),
          ]),
        ),
      ),
    )
    expect(near(pairs, text)).toEqual([])
  })

  test(`marks and the ring of the focus can be seen (${name})`, () => {
    const labels = [...tokens.keys()].filter((role) => role.startsWith('c-'))
    expect(labels).toHaveLength(9)
    const pairs = [...STATES, ...labels, 'idle', 'accent-fg'].flatMap((role) =>
      ['bg', 'bg-side', 'bg-raised', 'bg-float'].map((surface): [string, Color, Color] => [
        `${role} on ${surface}`,
        token(role),
        token(surface),
      ]),
    )
    expect(near(pairs, Math.min(shape, 3))).toEqual([])
    const lines = ['line', 'line-strong'].flatMap((role) =>
      ['bg', 'bg-side', 'bg-raised', 'bg-float', 'bg-inset'].map((surface): [string, Color, Color] => [
        `${role} on ${surface}`,
        token(role),
        token(surface),
      ]),
    )
    expect(near(lines, line)).toEqual([])
  })
}

test('text has one of the roles that are measured, and no other colour', () => {
  const known = new Set([...TEXT, 'on-accent', 'add-fg', 'del-fg', 'current', 'transparent'])
  const colours = read('styles/app.css').matchAll(/--color-([\w-]+):/g)
  const names = [...colours].flatMap(([, name = '']) => (known.has(name) ? [] : [name]))
  const wrong = Object.entries(SOURCES).flatMap(([file, source]) =>
    [...source.matchAll(/\btext-([a-z][\w-]*)/g)].flatMap(([, name = '']) =>
      names.includes(name) ? [`${file}: text-${name}`] : [],
    ),
  )
  expect(wrong).toEqual([])
})
