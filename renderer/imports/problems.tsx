import { useState } from 'react'
import type { ImportPreview } from '#shared/imports.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { visible } from '../ui/visible-text.ts'

/** So many are shown until the rest is asked for. */
const FIRST = 3

/** What of a text could not be read or is left out, with its lines. */
export function Problems({ problems }: { problems: ImportPreview['problems'] }) {
  const [all, setAll] = useState(false)
  if (problems.length === 0) return null
  const shown = all ? problems : problems.slice(0, FIRST)
  return (
    <Notice tone="wait">
      <ul aria-label={t('Not imported')} className="grid max-h-40 gap-0.5 overflow-y-auto">
        {shown.map(({ line, message }, at) => (
          <li key={at}>
            {line !== null && (
              <span className="text-fg-2 tabular-nums">{t('Line {line, number}:', { line })} </span>
            )}
            {visible(message)}
          </li>
        ))}
      </ul>
      {problems.length > shown.length && (
        <Button variant="ghost" size="s" className="mt-1 -ms-2" onClick={() => setAll(true)}>
          {t('Show {count} more', { count: problems.length - shown.length })}
        </Button>
      )}
    </Notice>
  )
}
