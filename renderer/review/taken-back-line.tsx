import { Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { TakenBack } from '#shared/review.ts'
import type { Run } from '#shared/runs.ts'
import { actOnRun } from '../state/actions.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'

/** What of a run's work was taken back last, for as long as that can be undone: also after the page was loaded anew. */
export function TakenBackLine({ run: { id, headCommit } }: { run: Run }) {
  const [known, setKnown] = useState<TakenBack | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    let isGone = false
    client.runs.takenBack({ id }).then(
      (now) => {
        if (!isGone) setKnown(now)
      },
      (error: unknown) => {
        // Nothing is lost by it but the offer.
        console.warn('What was taken back is not known', error)
        if (!isGone) setKnown(null)
      },
    )
    return () => {
      isGone = true
    }
  }, [id, headCommit])
  const { undo = null, redo = null } = known ?? {}
  if (undo === null && redo === null) return null
  const restore = async (part: NonNullable<TakenBack['undo']>, problem: string) => {
    setBusy(true)
    await actOnRun(() => client.runs.restore({ id, commit: part.commit, like: part.like }), problem)
    setBusy(false)
  }
  return (
    <section
      aria-label={t('Taken back')}
      className="mt-2 flex min-h-row flex-none items-center gap-2 rounded-m border border-line px-3 py-1 text-12"
    >
      <Undo2 aria-hidden className="size-3.5 flex-none text-fg-3" />
      <span dir="auto" className="min-w-0 flex-1 truncate text-fg-2">
        {undo !== null
          ? t('Took {what} back', { what: undo.what })
          : t('Brought {what} again', { what: redo?.what ?? '' })}
      </span>
      {redo !== null && (
        <Button
          size="s"
          variant="ghost"
          busy={busy}
          onClick={() => void restore(redo, t('{what} was not taken back', { what: redo.what }))}
        >
          {undo === null ? t('Take it back again') : t('Take {what} back again', { what: redo.what })}
        </Button>
      )}
      {undo !== null && (
        <Button
          size="s"
          busy={busy}
          onClick={() => void restore(undo, t('{what} was not brought again', { what: undo.what }))}
        >
          {t('Undo')}
        </Button>
      )}
    </section>
  )
}
