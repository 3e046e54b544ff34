import { IntlMessageFormat } from 'intl-messageformat'

/** What a message speaks of, by name. */
export type Values = Record<string, string | number>

/** A language that the page speaks: how it is called (BCP 47), and its text for an English one where it has it. */
export type Language = { locale: string; textOf: (english: string) => string | undefined }

/** Languages that are written from right to left. */
const TURNED = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/
export const directionOf = ({ locale: name }: Language): 'ltr' | 'rtl' => (TURNED.test(name) ? 'rtl' : 'ltr')

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
    const message = new IntlMessageFormat(text, spoken.locale, undefined, { ignoreTag: !hasTags })
    if (directionOf(spoken) === 'ltr') return message
    return new IntlMessageFormat(isolated(message.getAst()), spoken.locale)
  } catch (error) {
    if (text === english) throw error
    console.warn(`The translation of “${english}” into ${spoken.locale} is no ICU message`, error)
    return new IntlMessageFormat(english, 'en', undefined, { ignoreTag: !hasTags })
  }
}

type Part = ReturnType<IntlMessageFormat['getAst']>[number]

/** What marks a value as a world of its own, which goes the way that its first strong letter goes (UAX 9). */
const [START, END] = ['\u2068', '\u2069']

/**
 * A message that is written from right to left, with each of its values isolated: a path or a title from left to right
 * would take the marks and words beside it along. Values that are only compared (of a `select`) are left alone.
 */
function isolated(parts: readonly Part[]): Part[] {
  return parts.flatMap((part): Part[] => {
    switch (part.type) {
      case TYPE.argument:
        return [literal(START), part, literal(END)]
      case TYPE.select:
      case TYPE.plural: {
        const options = Object.entries(part.options).map(
          ([name, option]) => [name, { ...option, value: isolated(option.value) }] as const,
        )
        return [{ ...part, options: Object.fromEntries(options) } as Part]
      }
      case TYPE.tag:
        return [{ ...part, children: isolated(part.children) }]
      default:
        return [part]
    }
  })
}

/** As the parser numbers what a message is made of. */
const TYPE = { literal: 0, argument: 1, select: 5, plural: 6, tag: 8 } as const
const literal = (value: string): Part => ({ type: TYPE.literal, value })

/** A shown text as it is taken along, to the clipboard or into a file: without the marks of {@link isolated}. */
export const withoutIsolates = (text: string): string => text.replaceAll(/[\u2068\u2069]/g, '')
