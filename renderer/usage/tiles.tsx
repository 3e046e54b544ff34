import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { radioKeys } from '../ui/radio-keys.ts'
import { type Change, changeWords } from './change-words.ts'
import type { Sums } from './figures.ts'
import { MEASURE, wordsOf } from './measures.ts'
import { MEASURES, type MeasureId } from './search.ts'

/** What runs came to, by each measure; the chosen one is drawn. */
export function Tiles({
  sums,
  before,
  measure,
  onChange,
}: {
  sums: Sums
  /** null = it is compared with nothing. */
  before: Sums | null
  measure: MeasureId
  onChange: (measure: MeasureId) => void
}) {
  return (
    <div
      role="radiogroup"
      aria-label={t('What the chart shows')}
      onKeyDown={radioKeys(MEASURES, measure, onChange)}
      className="grid grid-cols-5 gap-2 max-[820px]:grid-cols-6 max-[820px]:*:col-span-2 max-[820px]:*:nth-[-n+2]:col-span-3"
    >
      {MEASURES.map((id) => (
        <Tile
          key={id}
          name={MEASURE[id].name}
          figure={wordsOf(MEASURE[id], sums)}
          spoken={spoken(id, sums)}
          change={before === null ? null : changeWords(MEASURE[id], sums, before)}
          isOn={id === measure}
          onChoose={() => onChange(id)}
        />
      ))}
    </div>
  )
}

function spoken(id: MeasureId, sums: Sums): string {
  const value = MEASURE[id].of(sums)
  return value === null ? t('nothing yet') : MEASURE[id].spoken(value)
}

function Tile({
  name,
  figure,
  spoken,
  change,
  isOn,
  onChoose,
}: {
  name: string
  figure: string
  spoken: string
  change: Change | null
  isOn: boolean
  onChoose: () => void
}) {
  return (
    <button
      type="button"
      role="radio"
      aria-checked={isOn}
      aria-label={[`${name}: ${spoken}`, change?.spoken].filter(Boolean).join(', ')}
      tabIndex={isOn ? 0 : -1}
      onClick={onChoose}
      className={cn(
        'min-w-0 rounded-l border px-3.5 py-2.5 text-start tabular-nums transition-colors duration-(--fast)',
        isOn ? 'border-accent bg-accent-soft' : 'border-line bg-raised hover:bg-hover',
      )}
    >
      <span className={cn('block truncate text-11', isOn ? 'font-medium text-fg' : 'text-fg-2')}>{name}</span>
      <span className="mt-0.5 block truncate text-20 leading-[1.3] font-[550] tracking-[-0.01em]">
        {figure}
      </span>
      <span className="mt-0.5 block min-h-[1.45em] truncate text-11 text-fg-2">{change?.seen}</span>
    </button>
  )
}
