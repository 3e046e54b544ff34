import { CopyButton } from '../run/copy-button.tsx'
import { t } from '../strings/t.ts'
import { Markdown } from '../ui/markdown.tsx'

/** What became of a batch that is over: what is in, and what is not. */
export const BatchSummary = ({ text }: { text: string }) => (
  <section aria-label={t('Summary')} className="grid max-w-[80ch] gap-2">
    <div className="flex items-center justify-between">
      <h2 className="text-11 font-medium text-fg-3">{t('Summary')}</h2>
      <CopyButton text={text} label={t('Copy the summary as Markdown')} />
    </div>
    <Markdown veiled className="rounded-l border border-line bg-raised px-4 py-3.5">
      {text}
    </Markdown>
  </section>
)
