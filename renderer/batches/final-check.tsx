import { ChevronRight, CircleAlert, CircleCheck } from 'lucide-react'
import type { Batch } from '#shared/batches.ts'
import { OutputBox } from '../run/output-box.tsx'
import { t } from '../strings/t.ts'

/** What became of the project's final check on the whole; its output opens below. */
export function FinalCheck({ check }: { check: NonNullable<Batch['finalCheck']> }) {
  const { command, passed, output } = check
  const summary = (
    <>
      {passed ? <CircleCheck className="text-ok" /> : <CircleAlert className="text-bad" />}
      <span className="shrink-0">{passed ? t('Final check passed') : t('Final check failed')}</span>
      <code className="min-w-0 truncate text-11 text-fg-2" title={command}>
        {command}
      </code>
    </>
  )
  const look = 'flex min-h-7 items-center gap-2 text-12 [&_svg]:size-3.5 [&_svg]:shrink-0'
  if (output.trim() === '')
    return (
      <section aria-label={t('Final check')} className={look}>
        {summary}
      </section>
    )
  return (
    <section aria-label={t('Final check')}>
      <details className="group">
        <summary className={`${look} cursor-default list-none rounded-m [&::-webkit-details-marker]:hidden`}>
          {summary}
          <span className="flex shrink-0 items-center gap-1 text-11 text-fg-3 group-hover:text-fg">
            {t('output')}
            <ChevronRight
              aria-hidden
              className="transition-transform duration-(--fast) group-open:rotate-90"
            />
          </span>
        </summary>
        <div className="pt-1.5">
          <OutputBox what="final-check" text={output} from="end" tone={passed ? 'plain' : 'bad'} />
        </div>
      </details>
    </section>
  )
}
