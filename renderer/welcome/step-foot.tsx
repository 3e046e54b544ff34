import type { ReactNode } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'

/** Ways on from a step, and out of it. */
export function StepFoot({ onSkip, children }: { onSkip: () => void; children: ReactNode }) {
  return (
    <div className="mt-5 flex flex-wrap items-center gap-2">
      <Button variant="ghost" className="-ms-2.5 me-auto" onClick={onSkip}>
        {t('Skip to the board')}
      </Button>
      {children}
    </div>
  )
}
