import { Check } from 'lucide-react'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import type { WelcomeSearch } from './search.ts'

const STEPS: readonly { id: WelcomeSearch['step']; words: string }[] = [
  { id: 'choose', words: t('Choose a project') },
  { id: 'check', words: t('Check this machine') },
  { id: 'run', words: t('Run a task') },
]

/** How far one is. */
export function Steps({ now }: { now: WelcomeSearch['step'] }) {
  const at = STEPS.findIndex(({ id }) => id === now)
  return (
    <ol aria-label={t('Steps')} className="mb-6 flex flex-wrap items-center gap-x-5 gap-y-2 text-12">
      {STEPS.map(({ id, words }, index) => (
        <li
          key={id}
          aria-current={index === at ? 'step' : undefined}
          className={cn('flex items-center gap-2', index === at ? 'font-medium text-fg' : 'text-fg-3')}
        >
          <span
            aria-hidden
            className={cn(
              'grid size-5 place-items-center rounded-full border text-11 tabular-nums',
              index === at && 'border-transparent bg-accent text-on-accent',
            )}
          >
            {index < at ? <Check className="size-3" /> : index + 1}
          </span>
          {index < at
            ? rich('{step}<unseen>, done</unseen>', {
                step: words,
                unseen: (text) => <span className="sr-only">{text}</span>,
              })
            : words}
        </li>
      ))}
    </ol>
  )
}
