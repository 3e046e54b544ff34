import type { Language } from '#shared/strings/t.ts'

// No module of the page may stand here: they all wait for the language.

const PLAIN = 'aceinosuyACEINOSUY'
const ACCENTS = 'áçéïñôšûýÁÇÉÏÑÔŠÛÝ'

const accented = (text: string) =>
  Array.from(text, (letter) => ACCENTS[PLAIN.indexOf(letter)] ?? letter).join('')

/** A brace, a tag, or what is between them. */
const PARTS = /[{}]|<\/?[a-z]\w*>|[^{}<]+|</gi

/**
 * A text with accents, between brackets: what the page shows without them is in no catalogue, and a bracket that is
 * missing on screen was cut off. Of an ICU message the words alone have accents: `{` begins a value in words, and words
 * in a value.
 */
export function pseudo(english: string, write = accented): string {
  let depth = 0
  const text = english.replace(PARTS, (part) => {
    if (part === '{') depth += 1
    else if (part === '}') depth -= 1
    else if (depth % 2 === 0 && !/^<.+>$/.test(part)) return write(part)
    return part
  })
  return `⟦${text}⟧`
}

export const ACCENTED: Language = { locale: 'en-XA', textOf: (english) => pseudo(english) }

/** Its words written from right to left, letter by letter, as those of such a language are. */
const turned = (text: string) => accented(text).replaceAll(/[^\s\p{P}\d]+/gu, '\u200F\u202E$&\u202C\u200F')

export const FROM_RIGHT_TO_LEFT: Language = {
  locale: 'ar-XB',
  textOf: (english) => pseudo(english, turned),
}
