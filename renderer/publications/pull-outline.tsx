import type { PullSummary } from '#shared/publications.ts'
import { TEXT } from '../ui/tones.ts'
import { t } from '../strings/t.ts'
import { PanelPart } from './panel-part.tsx'
import { checkSummary, remarkSummary, reviewSummary, type Summary } from './words.ts'

/** The parts of a pull request in short, until all of it is here. */
export function PullOutline({ pull }: { pull: PullSummary }) {
  const parts: [string, Summary | null][] = [
    [t('Checks'), checkSummary(pull.checkCounts)],
    [t('Reviews'), reviewSummary(pull)],
    [t('Remarks'), remarkSummary(pull)],
  ]
  return (
    <div>
      {parts.map(([title, summary]) => (
        <PanelPart
          key={title}
          title={title}
          said={summary !== null && <span className={TEXT[summary.tone]}>{summary.word}</span>}
        />
      ))}
    </div>
  )
}
