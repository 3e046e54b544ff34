import { directionOf, type Language, speak } from '#shared/strings/t.ts'

/**
 * Languages beside English by their BCP 47 names (`de` is German wherever it is spoken); to add one, add its catalogue
 * here. So far there are two for looking: English with accents, and the same from right to left (the names are those
 * of Unicode CLDR). The page waits for its language: what is loaded here must import nothing of it, or both wait for
 * ever.
 */
const LANGUAGES: Record<string, () => Promise<Language>> = {
  'en-XA': async () => (await import('./pseudo.ts')).ACCENTED,
  'ar-XB': async () => (await import('./pseudo.ts')).FROM_RIGHT_TO_LEFT,
}

// Unit tests have no page, and speak English.
const name = typeof document === 'undefined' ? 'en' : navigator.language
const wanted = LANGUAGES[name] ?? LANGUAGES[name.split('-', 1)[0] ?? '']
if (wanted !== undefined) {
  const language = await wanted()
  speak(language)
  document.documentElement.lang = language.locale
  document.documentElement.dir = directionOf(language)
}
