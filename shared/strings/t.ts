import { IntlMessageFormat } from 'intl-messageformat'

/** What a message speaks of, by name. */
export type Values = Record<string, string | number>

/** A language that the page speaks: how it is called (BCP 47), and its text for an English one where it has it. */
export type Language = { locale: string; textOf: (english: string) => string | undefined }

let spoken: Language = { locale: 'en', textOf: () => undefined }
const formats = new Map<string, IntlMessageFormat>()

/** Speaks another language from now on. What was made before, such as a constant of a module, stays as it is. */
export function speak(language: Language): void {
  spoken = language
  formats.clear()
}

/** The language that is spoken (BCP 47): for dates, numbers and sorting. */
export const locale = (): string => spoken.locale

/**
 * A text for the user. The English text is its own key: it stands where it is used, `npm run strings` gathers all of
 * them in `shared/strings/en.json`, and a translation answers it by another. Without values it is taken as it stands;
 * with values it is an ICU message: `t('{count, plural, one {# task} other {# tasks}}', { count })`.
 */
export function t(english: string, values?: Values): string {
  if (values === undefined) return spoken.textOf(english) ?? english
  return String(messageOf(english).format(values))
}

/** The message in the language that is spoken. A translation that is none gives way to the English text. */
export function messageOf(english: string, hasTags = false): IntlMessageFormat {
  const known = formats.get(english)
  if (known !== undefined) return known
  const made = parse(spoken.textOf(english) ?? english, english, hasTags)
  formats.set(english, made)
  return made
}

function parse(text: string, english: string, hasTags: boolean): IntlMessageFormat {
  try {
    return new IntlMessageFormat(text, spoken.locale, undefined, { ignoreTag: !hasTags })
  } catch (error) {
    if (text === english) throw error
    console.warn(`The translation of “${english}” into ${spoken.locale} is no ICU message`, error)
    return new IntlMessageFormat(english, 'en', undefined, { ignoreTag: !hasTags })
  }
}
