import { afterEach, expect, test, vi } from 'vitest'
import { localRecognition } from './local-recognition.ts'
import { localRecognizer, type Recognizer } from './recognition.ts'

afterEach(() => vi.unstubAllGlobals())

/** A recogniser with what the draft has, or without some of it. */
function recogniser({ local = true, statics = true } = {}): Recognizer {
  class Fake extends EventTarget {}
  if (local) Object.defineProperty(Fake.prototype, 'processLocally', { value: false, writable: true })
  if (statics) Object.assign(Fake, { available: () => 'available', install: () => true })
  return Fake as unknown as Recognizer
}

test.each<[string, () => object, 'SpeechRecognition' | 'webkitSpeechRecognition' | null]>([
  ['a browser without any', () => ({}), null],
  [
    'Chromium',
    () => ({ SpeechRecognition: recogniser(), webkitSpeechRecognition: recogniser() }),
    'SpeechRecognition',
  ],
  ['Chromium at first', () => ({ webkitSpeechRecognition: recogniser() }), 'webkitSpeechRecognition'],
  ['one that sends what is said', () => ({ webkitSpeechRecognition: recogniser({ local: false }) }), null],
  ['one that cannot be asked', () => ({ SpeechRecognition: recogniser({ statics: false }) }), null],
  [
    'the desktop window, which is not to be asked',
    () => ({ SpeechRecognition: recogniser(), openlinear: {} }),
    null,
  ],
])('%s', (_, make, name) => {
  const page = make()
  vi.stubGlobal('window', page)
  expect(localRecognizer()).toBe(name === null ? null : (page as Record<string, unknown>)[name])
})

test('a session promises to stay on the machine, or there is none', () => {
  const session = localRecognition(recogniser(), 'de-DE')
  expect(session).toMatchObject({
    processLocally: true,
    lang: 'de-DE',
    continuous: true,
    interimResults: true,
  })
  const Stubborn = recogniser({ local: false })
  Object.defineProperty(Stubborn.prototype, 'processLocally', { get: () => false, set() {} })
  expect(() => localRecognition(Stubborn, 'de-DE')).toThrow(/locally/)
})
