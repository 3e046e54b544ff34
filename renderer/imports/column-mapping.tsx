import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { type ImportField, REPEATED_FIELDS } from '#shared/import-words.ts'
import type { ImportPreview } from '#shared/imports.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Combobox } from '../ui/select.tsx'
import { visible } from '../ui/visible-text.ts'
import { FIELD_NAMES, withColumn } from './words.ts'

/** Unused columns that are shown without being asked for; Jira exports a hundred and more. */
const FEW = 8
const NOTHING = 'nothing'

const OPTIONS = [
  { id: NOTHING, label: t('Left out') },
  ...Object.entries(FIELD_NAMES).map(([id, label]) => ({ id, label })),
]

/** What each column of a table is taken for. */
export function ColumnMapping({
  headings,
  onChange,
}: {
  headings: ImportPreview['headings']
  onChange: (columns: (ImportField | null)[]) => void
}) {
  const [all, setAll] = useState(false)
  const used = headings.flatMap(({ field }, at) => (field === null ? [] : [at]))
  const unused = headings.flatMap(({ field }, at) => (field === null ? [at] : []))
  const shown = [...used, ...(all ? unused : unused.slice(0, FEW))]
  const hidden = headings.length - shown.length
  return (
    <section aria-label={t('Columns')} className="grid gap-1.5">
      <h3 className="text-12 font-medium text-fg-2">{t('Columns')}</h3>
      <ul className="flex flex-wrap gap-1.5">
        {shown.map((at) => {
          const { heading = '', field = null } = headings[at] ?? {}
          const name = heading === '' ? t('Column {number}', { number: at + 1 }) : visible(heading)
          const taken = field === null ? t('Left out') : FIELD_NAMES[field]
          return (
            <li key={at}>
              <Combobox
                label={t('What is {name}?', { name })}
                value={field ?? NOTHING}
                onChange={(id) =>
                  onChange(
                    withColumn(headings, at, id === NOTHING ? null : (id as ImportField), REPEATED_FIELDS),
                  )
                }
                options={OPTIONS}
                trigger={
                  <button
                    type="button"
                    aria-label={`${name}: ${taken}`}
                    className={cn(
                      'inline-flex h-6 max-w-72 items-center gap-1.5 rounded-m border px-2 text-11 transition-colors duration-(--fast) hover:bg-hover coarse:h-8 data-[state=open]:bg-active [&_svg]:size-3 [&_svg]:shrink-0',
                      field === null
                        ? 'border-dashed border-line-strong text-fg-3'
                        : 'border-line-strong bg-raised text-fg',
                    )}
                  >
                    {/* `Title: Title` says nothing more. */}
                    {name.toLowerCase() !== taken.toLowerCase() && (
                      <span className="truncate text-fg-3">{name}</span>
                    )}
                    {field !== null && <span className="shrink-0 font-medium">{taken}</span>}
                    <ChevronDown className="text-fg-3" />
                  </button>
                }
              />
            </li>
          )
        })}
        {hidden > 0 && (
          <li>
            <Button variant="ghost" size="s" className="h-6" onClick={() => setAll(true)}>
              {t('{count} more', { count: hidden })}
            </Button>
          </li>
        )}
      </ul>
    </section>
  )
}
