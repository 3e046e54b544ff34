import { beginDictation, forgetDictation } from './current.ts'
import { type Dictation, type DictationEvent, STILL, step } from './heard.ts'
import { readiness } from './readiness.ts'
import { localRecognition } from './local-recognition.ts'
import { localRecognizer, type Recognition } from './recognition.ts'
import { type Field, writeWords } from './write-words.ts'

/** Dictation into one field: final words are written at its caret. */
export class DictationSession {
  readonly #field: () => Field | null
  readonly #listeners = new Set<() => void>()
  #state = STILL
  #recognition: Recognition | null = null
  #lang = ''

  constructor(field: () => Field | null) {
    this.#field = field
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): Dictation => this.#state

  /** Listens, in the language that is chosen. Call it as a press does: the browser may ask for the microphone. */
  readonly begin = (): void => {
    const Recognizer = localRecognizer()
    if (Recognizer === null) return
    beginDictation(this.settle)
    this.#lang = readiness.getState().lang
    this.#take({ type: 'begin' })
    this.#field()?.focus()
    try {
      const own = localRecognition(Recognizer, this.#lang)
      this.#recognition = own
      this.#follow(own)
      own.start()
    } catch (error) {
      console.warn('Dictation did not begin', error)
      this.#end({ type: 'error', code: null })
    }
  }

  /** Ends it once the last words are worked out; asked again, at once. */
  readonly stop = (): void => {
    if (this.#state.phase !== 'listening') return this.settle()
    this.#take({ type: 'stop' })
    this.#recognition?.stop()
  }

  /** Ends it at once: what is only half heard is written as it was read. */
  readonly settle = (): void => {
    const own = this.#recognition
    this.#end({ type: 'end' })
    own?.abort()
  }

  /** Ends it with nothing more written: the field goes. */
  readonly leave = (): void => {
    const own = this.#recognition
    this.#recognition = null
    forgetDictation(this.settle)
    own?.abort()
    this.forget()
  }

  /** What became of the last one is no news any more. */
  readonly forget = (): void => this.#set(STILL)

  #follow(own: Recognition): void {
    const listen: Recognition['addEventListener'] = (type, listener) =>
      own.addEventListener(type, (event) => {
        // Of one that was ended by the page, nothing counts any more.
        if (this.#recognition === own) listener(event)
      })
    listen('start', () => this.#take({ type: 'start' }))
    listen('result', ({ results }) => {
      const heard = Array.from({ length: results.length }, (_, index) => ({
        text: results[index]?.[0]?.transcript ?? '',
        isFinal: results[index]?.isFinal ?? false,
      }))
      this.#take({ type: 'result', heard })
    })
    // Chromium lets no `end` follow where it did not begin.
    listen('error', ({ error, message }) => {
      console.info(`Dictation ended: ${error}. ${message}`)
      this.#end({ type: 'error', code: error })
    })
    listen('end', () => this.#end({ type: 'end' }))
  }

  #end(event: DictationEvent): void {
    this.#recognition = null
    forgetDictation(this.settle)
    this.#take(event)
  }

  #take(event: DictationEvent): void {
    const { next, words } = step(this.#state, event)
    this.#set(next)
    const field = this.#field()
    if (field !== null) for (const piece of words) writeWords(field, piece, this.#lang)
  }

  #set(state: Dictation): void {
    if (state === this.#state) return
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
