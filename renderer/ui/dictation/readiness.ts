import { createStore } from 'zustand/vanilla'
import { keep, readKept } from '../../state/kept.ts'
import { locale } from '../../strings/t.ts'
import { isProduct } from './brand.ts'
import { type Availability, localRecognizer } from './recognition.ts'
import { speechLanguages } from './speech-language.ts'

/** Whether the browser can recognise speech on this machine. */
export type Readiness = {
  status: Availability
  /** The language that is spoken (BCP 47); '' = none is known here. */
  lang: string
  /** All that the browser knows, or could download, among those that the user may be speaking. */
  languages: readonly string[]
  /** What became of the last download of the page's for this language; null = there was none. */
  download: 'done' | 'failed' | null
}

/** One for all fields of the page. It is `unavailable` until the browser has said otherwise. */
export const readiness = createStore<Readiness>(() => ({
  status: 'unavailable',
  lang: '',
  languages: [],
  download: null,
}))

const KEY = 'openlinear.dictation'
let asked = false

/** Asks the browser, once for the page. */
export function askReadiness(): void {
  if (asked) return
  asked = true
  void askAgain()
}

/** Asks the browser, whatever it has said before: a language may have gone. */
export async function askAgain(): Promise<void> {
  const all = speechLanguages(locale(), navigator.languages)
  const statuses = await Promise.all(all.map(statusOf))
  const known = all
    .map((lang, index) => ({ lang, status: statuses[index] ?? 'unavailable' }))
    .filter(({ status }) => status !== 'unavailable')
  const chosen = readKept(KEY)
  // What is there comes before what would have to be downloaded.
  const best = known.find(({ lang }) => lang === chosen) ??
    known.find(({ status }) => status === 'available') ??
    known[0] ?? { status: 'unavailable' as const }
  readiness.setState({ ...best, languages: known.map(({ lang }) => lang), download: null })
}

/** The language after the one that is spoken, of those that can be; null = there is no other. */
export function otherLanguage({ languages, lang }: Readiness): string | null {
  const next = languages[(languages.indexOf(lang) + 1) % languages.length]
  return next === undefined || next === lang ? null : next
}

/** Another language is spoken from now on, in the next visit, too. */
export async function speakOther(lang: string): Promise<void> {
  keep(KEY, lang)
  readiness.setState({ lang, status: await statusOf(lang), download: null })
}

async function statusOf(lang: string): Promise<Availability> {
  try {
    const status = await localRecognizer()?.available({ langs: [lang], processLocally: true })
    const { userAgentData } = navigator as { userAgentData?: { brands: readonly { brand: string }[] } }
    if (status !== 'available' && !isProduct(userAgentData?.brands)) return 'unavailable'
    return status ?? 'unavailable'
  } catch {
    // It takes the tag for none, or a policy forbids it here: no either way.
    return 'unavailable'
  }
}

const underWay = new Set<string>()

/** Has the browser download what it needs for the language. Call it as a press does: browsers want one. */
export function download(): void {
  const { lang } = readiness.getState()
  if (underWay.has(lang)) return
  underWay.add(lang)
  readiness.setState({ status: 'downloading', download: null })
  void installed(lang).then((done) => {
    underWay.delete(lang)
    if (readiness.getState().lang !== lang) return
    readiness.setState({ status: done ? 'available' : 'downloadable', download: done ? 'done' : 'failed' })
  })
}

async function installed(lang: string): Promise<boolean> {
  try {
    return (await localRecognizer()?.install({ langs: [lang], processLocally: true })) ?? false
  } catch (error) {
    console.warn(`The language pack for ${lang} was not downloaded`, error)
    return false
  }
}
