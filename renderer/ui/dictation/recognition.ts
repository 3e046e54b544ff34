/**
 * The part of the Web Speech API that dictation needs; TypeScript's `lib.dom` has none of it. Names and shapes are those
 * of the draft (https://webaudio.github.io/web-speech-api/, “The SpeechRecognition Interface”), where an attribute is
 * left out that nobody here reads. Chromium has had local recognition since 139, at first under the prefixed name only.
 */
export type Availability = 'unavailable' | 'downloadable' | 'downloading' | 'available'

/** `SpeechRecognitionOptions`. */
export type RecognitionOptions = { langs: string[]; processLocally?: boolean }

export type RecognitionErrorCode =
  | 'no-speech'
  | 'aborted'
  | 'audio-capture'
  | 'network'
  | 'not-allowed'
  | 'service-not-allowed'
  | 'language-not-supported'
  | 'phrases-not-supported'

/** `SpeechRecognitionResult`: its alternatives, the best one first. */
type RecognitionResult = { readonly isFinal: boolean; readonly length: number } & {
  readonly [index: number]: { readonly transcript: string; readonly confidence: number }
}

/** `SpeechRecognitionEvent`: all results of the session so far. */
export type RecognitionEvent = Event & {
  readonly resultIndex: number
  readonly results: { readonly length: number } & { readonly [index: number]: RecognitionResult }
}

/** `SpeechRecognitionErrorEvent`. */
export type RecognitionErrorEvent = Event & { readonly error: RecognitionErrorCode; readonly message: string }

type RecognitionEvents = {
  start: Event
  result: RecognitionEvent
  error: RecognitionErrorEvent
  end: Event
}

export interface Recognition extends EventTarget {
  lang: string
  continuous: boolean
  interimResults: boolean
  processLocally: boolean
  /** Has it set the marks that nobody speaks (Chromium 151 and later). */
  unspokenPunctuation?: boolean
  start(): void
  stop(): void
  abort(): void
  addEventListener<K extends keyof RecognitionEvents>(
    type: K,
    listener: (event: RecognitionEvents[K]) => void,
  ): void
}

export interface Recognizer {
  new (): Recognition
  prototype: Recognition
  available(options: RecognitionOptions): Promise<Availability>
  install(options: RecognitionOptions): Promise<boolean>
}

/**
 * What recognises speech on this machine, if the browser has such a thing; whether it knows a language is another
 * question (`readiness.ts`). A browser without `processLocally` would send what is said to a service, and would take
 * the property for one of ours: it is as good as none.
 *
 * The desktop window is not even asked: Electron has no local recognition, and before
 * https://github.com/electron/electron/pull/52955 it ended the page for the question.
 */
export function localRecognizer(): Recognizer | null {
  if (typeof window === 'undefined' || window.openlinear !== undefined) return null
  const names = window as {
    SpeechRecognition?: Partial<Recognizer>
    webkitSpeechRecognition?: Partial<Recognizer>
  }
  const found = [names.SpeechRecognition, names.webkitSpeechRecognition].find(
    (one) =>
      typeof one?.available === 'function' &&
      typeof one.install === 'function' &&
      one.prototype !== undefined &&
      'processLocally' in one.prototype,
  )
  return (found as Recognizer | undefined) ?? null
}
