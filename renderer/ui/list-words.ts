import { dateLocale } from './day.ts'

/** Words as a list in a sentence: `a, b and c`. */
export const listWords = (words: Iterable<string>): string =>
  new Intl.ListFormat(dateLocale(), { type: 'conjunction' }).format(words)

/** Words of which any may be meant: `a, b or c`. */
export const choiceWords = (words: Iterable<string>): string =>
  new Intl.ListFormat(dateLocale(), { type: 'disjunction' }).format(words)
