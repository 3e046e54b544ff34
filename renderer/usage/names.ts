import type { Project } from '#shared/projects.ts'
import { t } from '../strings/t.ts'
import { OTHERS } from './figures.ts'
import type { Split } from './search.ts'

/** How models, projects and agents are called and marked. */
export type Names = {
  nameOf: (split: Split, key: string) => string
  /** For where there is little room: a model without its provider, where that tells it from the others. */
  shortNamesOf: (split: Split, keys: readonly string[]) => ReadonlyMap<string, string>
  /** Marks parts that are seen together: each has a colour of its own while there are enough. */
  colorsOf: (split: Split, keys: readonly string[]) => ReadonlyMap<string, ColorRole>
}

/** A token of tokens.css. */
export type ColorRole = `--${string}`

const OTHERS_COLOR: ColorRole = '--c-gray'
const COLORS: readonly ColorRole[] = [
  '--c-blue',
  '--c-violet',
  '--c-teal',
  '--c-orange',
  '--c-pink',
  '--c-green',
  '--c-yellow',
  '--c-red',
]

/** As many parts as can be told apart by their colours. */
export const MOST_PARTS = COLORS.length

export const SPLIT_NAMES: Record<Split, string> = {
  model: t('Model'),
  project: t('Project'),
  agent: t('Agent'),
}

export function namesFor(projects: readonly Pick<Project, 'id' | 'name' | 'color'>[]): Names {
  const byId = new Map(projects.map((project) => [project.id, project]))
  const nameOf = (split: Split, key: string) => {
    if (key === OTHERS) return t('Others')
    return split === 'project' ? (byId.get(key)?.name ?? t('A deleted project')) : key
  }
  return {
    nameOf,
    shortNamesOf(split, keys) {
      const short = (key: string) =>
        split === 'model' && key !== OTHERS ? key.slice(key.indexOf('/') + 1) : nameOf(split, key)
      const isAlone = (name: string) => keys.filter((key) => short(key) === name).length === 1
      return new Map(keys.map((key) => [key, isAlone(short(key)) ? short(key) : nameOf(split, key)]))
    },
    colorsOf(split, keys) {
      const colors = new Map<string, ColorRole>()
      const free = new Set(COLORS)
      // In an order of their own: a part that overtakes another keeps its colour.
      const sorted = [...keys].filter((key) => key !== OTHERS).sort()
      if (split === 'project') {
        for (const key of sorted) {
          const own = byId.get(key)?.color
          if (own !== undefined && free.delete(`--c-${own}`)) colors.set(key, `--c-${own}`)
        }
      }
      for (const key of sorted) {
        if (colors.has(key)) continue
        const [next = OTHERS_COLOR] = free
        free.delete(next)
        colors.set(key, next)
      }
      return colors.set(OTHERS, OTHERS_COLOR)
    },
  }
}
