import { locale } from '../../strings/t.ts'

/**
 * Languages that its user may be speaking (BCP 47, with a region, since recognisers go by it), the likeliest first: that
 * of the page as the browser's user writes it, then the others that the browser is set to.
 *
 * @param page the language of the page, such as `en`
 * @param browser `navigator.languages`
 */
export function speechLanguages(page: string, browser: readonly string[]): string[] {
  const own = languageOf(page)
  const others = browser.filter((tag) => languageOf(tag) !== own)
  return [
    ...new Set([
      ...browser.filter((tag) => languageOf(tag) === own && tag !== own),
      withRegion(page),
      withRegion(own),
      ...others.map(withRegion),
    ]),
  ]
}

const languageOf = (tag: string) => tag.split('-', 1)[0]?.toLowerCase() ?? ''

/** `en` as `en-US`, where most of its speakers live. */
function withRegion(tag: string): string {
  if (tag.includes('-')) return tag
  try {
    const { language, region } = new Intl.Locale(tag).maximize()
    return region === undefined ? language : `${language}-${region}`
  } catch {
    // Not a language: the browser says so when it is asked for it.
    return tag
  }
}

/** What a language is called in that of the page: `English`, and `American English` where there is another one. */
export function languageName(tag: string, among: readonly string[] = []): string {
  const own = languageOf(tag)
  const isOne = among.every((other) => other === tag || languageOf(other) !== own)
  return new Intl.DisplayNames([locale()], { type: 'language' }).of(isOne ? own : tag) ?? tag
}
