import { type LanguageDescription, type LanguageSupport } from '@codemirror/language'
import { languages } from '@codemirror/language-data'
import { classHighlighter, highlightCode } from '@lezer/highlight'
import { type ReactNode, useEffect, useMemo, useState } from 'react'

/** Longer code is not coloured: reading it would be felt. */
const MOST = 50_000

/** A language by any name that a fence may give it. */
function languageOf(name: string): LanguageDescription | null {
  const wanted = name.toLowerCase()
  return (
    languages.find(
      (one) =>
        one.name.toLowerCase() === wanted || one.alias.includes(wanted) || one.extensions.includes(wanted),
    ) ?? null
  )
}

/** Code in the colours of its language, once that is loaded; until then, and where none is known, as it is. */
export default function HighlightedCode({ code, language }: { code: string; language: string }) {
  const description = useMemo(() => languageOf(language), [language])
  const [support, setSupport] = useState<LanguageSupport | null>(description?.support ?? null)
  useEffect(() => {
    let isGone = false
    description?.load().then(
      (loaded) => {
        if (!isGone) setSupport(loaded)
      },
      // Without its colours it can be read as well.
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [description])
  return useMemo(
    () => (support === null || code.length > MOST ? code : coloured(code, support)),
    [code, support],
  )
}

function coloured(code: string, { language }: LanguageSupport): ReactNode[] {
  const parts: ReactNode[] = []
  highlightCode(
    code,
    language.parser.parse(code),
    classHighlighter,
    (text, classes) =>
      parts.push(
        classes === '' ? (
          text
        ) : (
          <span key={parts.length} className={classes}>
            {text}
          </span>
        ),
      ),
    () => parts.push('\n'),
  )
  return parts
}
