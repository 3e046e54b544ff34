import type { Page } from '@playwright/test'

/** What the stand-in answers. */
export type Speech = {
  /** Of `SpeechRecognition.available()`, by language; what is not named is unavailable. */
  languages: Record<string, 'available' | 'downloadable' | 'downloading'>
  /** Of `start()`: this error comes instead of `start`. */
  error?: 'not-allowed' | 'audio-capture' | 'language-not-supported'
  /** A browser from before local recognition: it would send what is said to a service. */
  remoteOnly?: boolean
  /** Whose browser it is; Chrome unless it says otherwise. */
  brand?: string
}

export type SpeechControl = {
  said: Speech
  /** Languages that were asked for. */
  asked: string[]
  /** How the download that is under way ends. */
  downloaded: ((done: boolean) => void) | null
  /** Sessions that were begun, and whether what is said in each stays on the machine. */
  begun: { lang: string; processLocally: boolean; continuous: boolean; interimResults: boolean }[]
  /** Whether somebody listens. */
  listens: boolean
  /** All pieces of the session so far, as the recogniser has them now; `final` ones are marked so. */
  hear: (...pieces: { text: string; final?: boolean }[]) => void
}

declare global {
  interface Window {
    speech: SpeechControl
  }
}

/**
 * Puts a recogniser into pages that are loaded from now on which is told what it hears. No browser here recognises
 * speech locally: Debian's Chromium has no recogniser and a test no voice. Shapes, order of events and errors are those
 * of the draft, https://webaudio.github.io/web-speech-api/#speechreco-section (the IDL of SpeechRecognition,
 * SpeechRecognitionEvent, SpeechRecognitionResult and SpeechRecognitionErrorEvent).
 */
export async function standInForSpeech(page: Page, speech: Speech): Promise<void> {
  await page.addInitScript((said) => {
    type Piece = { text: string; final?: boolean }
    let current: StandIn | null = null
    const control: SpeechControl = {
      said,
      asked: [],
      downloaded: null,
      begun: [],
      listens: false,
      hear: (...pieces) => current?.hear(pieces),
    }

    const listenTo = (session: StandIn) => {
      current = session
      control.listens = true
    }

    class StandIn extends EventTarget {
      lang = ''
      continuous = false
      interimResults = false
      maxAlternatives = 1
      #started = false

      static available({ langs, processLocally = false }: { langs: string[]; processLocally?: boolean }) {
        if (langs.some((lang) => !/^[a-z]{2,3}(-\w{2,8})*$/i.test(lang)))
          throw new DOMException('Not a language', 'SyntaxError')
        control.asked.push(...langs)
        const [lang = ''] = langs
        return Promise.resolve(processLocally ? (said.languages[lang] ?? 'unavailable') : 'available')
      }

      static install({ langs }: { langs: string[] }) {
        const [lang = ''] = langs
        if (said.languages[lang] === undefined || !navigator.userActivation.isActive)
          return Promise.resolve(false)
        return new Promise<boolean>((resolve) => {
          control.downloaded = (done) => {
            if (done) said.languages[lang] = 'available'
            resolve(done)
          }
        })
      }

      start() {
        if (this.#started) throw new DOMException('It is started', 'InvalidStateError')
        this.#started = true
        const { lang, continuous, interimResults } = this
        const processLocally = 'processLocally' in this && this.processLocally === true
        control.begun.push({ lang, processLocally, continuous, interimResults })
        queueMicrotask(() => {
          if (said.error !== undefined) {
            const event = new Event('error')
            this.dispatchEvent(Object.assign(event, { error: said.error, message: 'As the test wants it.' }))
            return this.#end()
          }
          listenTo(this)
          this.dispatchEvent(new Event('start'))
        })
      }

      /** What was heard becomes final before the end. */
      stop() {
        control.listens = false
        queueMicrotask(() => {
          if (!this.#started) return
          if (this.#heard.some(({ final }) => !final))
            this.hear(this.#heard.map(({ text }) => ({ text, final: true })))
          this.#end()
        })
      }

      abort() {
        control.listens = false
        queueMicrotask(() => this.#end())
      }

      #heard: Piece[] = []
      hear(pieces: Piece[]) {
        this.#heard = pieces
        const list = pieces.map(({ text, final = false }) => {
          const alternative = { transcript: text, confidence: 0.9 }
          return { 0: alternative, length: 1, isFinal: final, item: () => alternative }
        })
        const results = Object.assign(list, { item: (index: number) => list[index] })
        this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results }))
      }

      #end() {
        if (!this.#started) return
        this.#started = false
        if (current === this) current = null
        control.listens = false
        this.dispatchEvent(new Event('end'))
      }
    }

    const proto: object = StandIn.prototype
    if (said.remoteOnly !== true) {
      const values = new WeakMap<object, boolean>()
      Object.defineProperty(proto, 'processLocally', {
        get(this: object) {
          return values.get(this) ?? false
        },
        set(this: object, value: boolean) {
          values.set(this, value)
        },
      })
    }
    window.speech = control
    // As in Chrome: another Chromium is not believed that it could download anything.
    Object.defineProperty(navigator, 'userAgentData', {
      configurable: true,
      value: { brands: [{ brand: said.brand ?? 'Google Chrome', version: '156' }] },
    })
    for (const name of ['SpeechRecognition', 'webkitSpeechRecognition'])
      Object.defineProperty(window, name, { value: StandIn, configurable: true, writable: true })
  }, speech)
}
