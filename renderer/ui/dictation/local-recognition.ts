import type { Recognition, Recognizer } from './recognition.ts'

/**
 * A session that is about to begin, in a language (BCP 47); what is said does not leave the machine.
 *
 * @throws Error where that cannot be had
 */
export function localRecognition(Recognizer: Recognizer, lang: string): Recognition {
  const recognition = new Recognizer()
  recognition.processLocally = true
  if (!recognition.processLocally)
    throw new Error('The browser does not promise to recognise speech locally.')
  recognition.lang = lang
  recognition.continuous = true
  recognition.interimResults = true
  if ('unspokenPunctuation' in recognition) recognition.unspokenPunctuation = true
  return recognition
}
