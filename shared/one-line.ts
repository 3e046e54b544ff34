// Files without zod use it, too.

/** Text on one line: line breaks and other control characters become spaces. */
export const onOneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()

/** Whether something of a text can be seen: marks for right-to-left text and spaces cannot. */
export const canBeSeen = (text: string) => /[^\p{Cf}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u.test(text)
