import type { Question } from '#shared/requests.ts'

/** What is chosen and written for each question of a request. */
export type Draft = readonly { chosen: readonly string[]; own: string }[]

export const emptyDraft = (questions: readonly Question[]): Draft =>
  questions.map(() => ({ chosen: [], own: '' }))

/** Chooses an option or takes the choice back; of a question with one answer the last choice counts. */
export function choose(draft: Draft, questions: readonly Question[], index: number, label: string): Draft {
  return draft.map((one, at) => {
    if (at !== index) return one
    const isOn = one.chosen.includes(label)
    if (questions[at]?.multiple === true) {
      return { ...one, chosen: isOn ? one.chosen.filter((other) => other !== label) : [...one.chosen, label] }
    }
    // An answer of one's own and a choice would be two answers.
    return { chosen: isOn ? [] : [label], own: '' }
  })
}

/** Writes an answer of one's own. */
export function write(draft: Draft, questions: readonly Question[], index: number, own: string): Draft {
  return draft.map((one, at) =>
    at === index ? { chosen: questions[at]?.multiple === true ? one.chosen : [], own } : one,
  )
}

/** The answers as the host takes them, or null while a question has none. */
export function answersOf(draft: Draft): string[][] | null {
  const answers = draft.map(({ chosen, own }) => (own.trim() === '' ? [...chosen] : [...chosen, own.trim()]))
  return answers.some((labels) => labels.length === 0) ? null : answers
}

/** The first question without an answer, else the last: digits choose among its options. */
export function currentQuestion(draft: Draft): number {
  const open = draft.findIndex(({ chosen, own }) => chosen.length === 0 && own.trim() === '')
  return open === -1 ? draft.length - 1 : open
}

/** A press on an option is the answer: one question with one answer. */
export const answersAtOnce = (questions: readonly Question[]): boolean =>
  questions.length === 1 && questions[0]?.multiple !== true
