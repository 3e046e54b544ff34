// What turns the direction of text, has no width or moves a terminal's cursor; tab and newline are plain.
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** The text with its invisible letters written out: they could make it read as something else than it is. */
export const visible = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(HIDDEN, (letter) => {
    const code = letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? ''
    return `⟨U+${code}⟩`
  })
