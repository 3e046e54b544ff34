import type { Batch } from '#shared/batches.ts'
import { OutputBox } from '../run/output-box.tsx'
import { errorDetails } from '../state/error-details.ts'
import { CopyDetails } from '../ui/copy-details.tsx'
import { Notice } from '../ui/notice.tsx'
import { WithCode } from '../ui/with-code.tsx'
import { reasonParts } from './task-words.ts'

/** Why a batch failed or is paused. What the final check wrote stands there. */
export function Failure({ batch, failure }: { batch: Pick<Batch, 'finalCheck'>; failure: string }) {
  const { said, output } = reasonParts({ message: failure })
  const isShown = batch.finalCheck !== null && !batch.finalCheck.passed
  return (
    <div className="grid gap-2">
      <Notice
        tone="bad"
        live
        action={<CopyDetails details={() => errorDetails({ code: 'BATCH_FAILED', message: failure })} />}
      >
        <WithCode text={said} />
      </Notice>
      {output !== null && !isShown && <OutputBox what="written" text={output} from="end" />}
    </div>
  )
}
