const ESCAPED = /\\([_*.[\]()#~-])/g
/** What parts one word from the next one; file names that hold something of it are looked for as a whole. */
const BETWEEN = /[\s`"'“”‘’<>()[\]{},;|*=→—–]+/u
/** Line numbers and the end of a sentence. */
const TAIL = /(?:[.:!?]+|:\d+(?:[:-]\d+)*|#L\d+(?:-L?\d+)?)$/
const ABSOLUTE = /^(?:\/|~\/|[a-z]:\/|file:\/\/)/i

/**
 * Which paths of a diff a text names, in the order of the diff: as they are, as a diff or a shell writes them,
 * absolute, with backslashes, or by the end of a path that only one of them has.
 */
export function namedFiles(text: string, paths: readonly string[]): string[] {
  // Backslashes stand for slashes, or keep Markdown from reading what follows.
  const variants = [text.replaceAll('\\', '/'), text.replaceAll(ESCAPED, '$1')]
  const words = new Set(variants.flatMap(wordsOf))
  const items = new Set(variants.flatMap(itemsOf))
  const isNamed = (name: string): boolean => {
    if (BETWEEN.test(name)) return variants.some((variant) => standsIn(variant, name))
    // A word of prose may be the name of a file: `test`, `run`.
    if (!/[./]/.test(name)) return items.has(name)
    for (const word of words) {
      if (word === name || (ABSOLUTE.test(word) && word.endsWith(`/${name}`))) return true
      const isShort = word.includes('.') && name.endsWith(`/${word}`)
      // `a.ts` for `src/a.ts`, while there is no other.
      if (isShort && paths.filter((one) => one === word || one.endsWith(`/${word}`)).length === 1) return true
    }
    return false
  }
  return paths.filter(isNamed)
}

function wordsOf(text: string): string[] {
  return text.split(BETWEEN).flatMap((raw) => {
    let word = raw
    while (TAIL.test(word)) word = word.replace(TAIL, '')
    // As a diff and as a shell name it.
    const plain = word.replace(/^(?:\.\/)+/, '')
    return [plain, plain.replace(/^[ab]\//, ''), plain.replace(/^_+|_+$/g, '')].filter((one) => one !== '')
  })
}

/** What stands for itself: between backticks, in a list, or in a row of names. */
function itemsOf(text: string): string[] {
  const quoted = Array.from(text.matchAll(/`([^`\n]+)`/g), ([, inner = '']) => inner)
  const listed = text.split(/[\n,;|:()]|[—–]|\s-\s|\sand\s/)
  return [...quoted, ...listed].map((one) =>
    one
      .replace(/^[\s>*+•-]+/, '')
      .replace(/[\s*_.]+$/, '')
      .replace(/^\.\//, ''),
  )
}

/** Whether a name stands in a text and is not a part of a longer one. */
function standsIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text.slice(0, at)
    const after = text.slice(at + name.length, at + name.length + 2)
    if (/[\p{L}\p{N}_./-]$/u.test(before) && !/(?:^|[\s`"'(])\.\/$/.test(before)) continue
    if (!/^(?:[\p{L}\p{N}_/-]|\.[\p{L}\p{N}])/u.test(after)) return true
  }
  return false
}

/** Which of some commits a text names, by at least seven digits. */
export function namedCommits(text: string, commits: readonly string[]): string[] {
  const words = Array.from(text.matchAll(/(?<![\w-])[0-9a-f]{7,64}(?![\w-])/gi), ([word]) =>
    word.toLowerCase(),
  )
  return commits.filter((commit) =>
    words.some(
      (word) => commit.startsWith(word) && commits.filter((one) => one.startsWith(word)).length === 1,
    ),
  )
}
