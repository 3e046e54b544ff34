import { Brain, Image } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Model } from '#shared/providers.ts'
import { t } from '../strings/t.ts'
import { contextWords, priceWords } from './words.ts'

/** What a model can do, as small marks; the words are there for pointer and screen reader. */
function Marks({ model }: { model: Model }) {
  return (
    <span className="flex w-9 shrink-0 items-center justify-end gap-1 text-fg-3">
      {model.capabilities.reasoning && (
        <Mark words={t('reasons')}>
          <Brain />
        </Mark>
      )}
      {model.capabilities.images && (
        <Mark words={t('sees images')}>
          <Image />
        </Mark>
      )}
    </span>
  )
}

const Mark = ({ words, children }: { words: string; children: ReactNode }) => (
  <span title={words} className="[&_svg]:size-3">
    {children}
    <span className="sr-only">, {words}</span>
  </span>
)

/** Marks, context and price of a model, in columns that line up from row to row. */
export function ModelFacts({ model }: { model: Model }) {
  return (
    <>
      <Marks model={model} />
      <span className="w-11 shrink-0 text-end text-11 text-fg-3 tabular-nums">
        {model.context !== null && <span className="sr-only">, {t('context')} </span>}
        {contextWords(model.context)}
      </span>
      <span className="w-24 shrink-0 text-end text-11 text-fg-3 tabular-nums">
        {model.scripted ? t('scripted') : priceWords(model.price)}
      </span>
    </>
  )
}

/** The heads of those columns. */
export const ModelFactHeads = () => (
  <div aria-hidden className="flex min-w-0 flex-1 items-center gap-2 text-11 text-fg-3">
    <span className="flex-1" />
    <span className="w-11 text-end">{t('Context')}</span>
    <span className="w-24 text-end">{t('$ per M in / out')}</span>
  </div>
)
