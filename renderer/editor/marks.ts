/** One change of a text, and what is selected after it. */
export interface Marked {
  from: number
  to: number
  insert: string
  anchor: number
  head: number
}

/** Puts signs such as `**` around what is selected, or takes them away where they are. */
export function toggleMarks(text: string, from: number, to: number, signs: string): Marked {
  const size = signs.length
  const inner = text.slice(from, to)
  const isAround = endsWithSigns(text.slice(0, from), signs) && startsWithSigns(text.slice(to), signs)
  if (isAround) {
    return { from: from - size, to: to + size, insert: inner, anchor: from - size, head: to - size }
  }
  if (inner.length >= 2 * size && startsWithSigns(inner, signs) && endsWithSigns(inner, signs)) {
    const bare = inner.slice(size, -size)
    return { from, to, insert: bare, anchor: from, head: from + bare.length }
  }
  // Signs do not count beside a space.
  const lead = inner.length - inner.trimStart().length
  const trail = inner.trim() === '' ? 0 : inner.length - inner.trimEnd().length
  const start = from + lead
  const end = to - trail
  const words = text.slice(start, end)
  return {
    from: start,
    to: end,
    insert: signs + words + signs,
    anchor: start + size,
    head: start + size + words.length,
  }
}

/** A single star is no part of a pair of them. */
const endsWithSigns = (text: string, signs: string): boolean =>
  text.endsWith(signs) && (signs !== '*' || stars(/\**$/.exec(text)) % 2 === 1)
const startsWithSigns = (text: string, signs: string): boolean =>
  text.startsWith(signs) && (signs !== '*' || stars(/^\**/.exec(text)) % 2 === 1)
const stars = (match: RegExpExecArray | null): number => match?.[0].length ?? 0

/** Makes what is selected a link: words want an address then, and an address wants words. */
export function wrapLink(text: string, from: number, to: number): Marked {
  const words = text.slice(from, to)
  if (/^https?:\/\/\S+$/.test(words)) {
    return { from, to, insert: `[](${words})`, anchor: from + 1, head: from + 1 }
  }
  const caret = words === '' ? from + 1 : from + words.length + 3
  return { from, to, insert: `[${words}]()`, anchor: caret, head: caret }
}
