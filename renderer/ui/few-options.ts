/** What is said of an option, and its id. */
type Named = { id: string; label: string; keywords?: readonly string[] }

/** A list of more than this draws only some of its options: each takes time, and nobody reads so many. */
export const MANY = 200
/** Drawn of such a list. */
export const SHOWN = 50

/**
 * The options of a long list that are drawn: before anything is typed the chosen ones and then the first, afterwards
 * those that say every word, where one begins with what was typed ahead of the others.
 */
export function fewOf<T extends Named>(
  options: readonly T[],
  typed: string,
  isChosen: (id: string) => boolean,
): T[] {
  if (typed === '') {
    const chosen = options.filter(({ id }) => isChosen(id))
    return [...chosen, ...options.filter(({ id }) => !isChosen(id)).slice(0, SHOWN)]
  }
  const query = typed.toLowerCase()
  const words = query.split(/\s+/)
  const [begin, rest]: [T[], T[]] = [[], []]
  for (const option of options) {
    const said = [option.label, ...(option.keywords ?? [])].map((text) => text.toLowerCase())
    if (said.some((text) => text.startsWith(query))) begin.push(option)
    else if (rest.length < SHOWN && words.every((word) => said.some((text) => text.includes(word))))
      rest.push(option)
    if (begin.length >= SHOWN) break
  }
  return [...begin, ...rest].slice(0, SHOWN)
}
