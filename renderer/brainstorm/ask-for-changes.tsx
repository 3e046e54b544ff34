import { useRef, useState } from 'react'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import { useCommand } from '../commands/use-command.ts'
import { attempt } from '../state/attempt.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { WriteBox } from '../ui/write-box.tsx'

/** Says to the agent what shall be different. */
export function AskForChanges({
  whole: { brainstorm },
  flush,
  put,
}: {
  whole: WholeBrainstorm
  flush: () => Promise<boolean>
  put: (whole: WholeBrainstorm) => void
}) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useCommand('plan.change', () => box.current?.querySelector('textarea')?.focus())
  const send = async () => {
    const comments = text.trim()
    if (busy || comments === '') return
    setBusy(true)
    const now = (await flush())
      ? await attempt(() => client.brainstorms.change({ id: brainstorm.id, comments }), t('It was not said'))
      : null
    setBusy(false)
    if (now === null) return
    setText('')
    put(now)
  }
  return (
    <div ref={box}>
      <WriteBox
        label={t('What shall be different')}
        placeholder={t('Ask for changes: “Leave the database as it is”, “Smaller tasks”…')}
        value={text}
        onChange={setText}
        submit={t('Ask for changes')}
        onSubmit={() => void send()}
        busy={busy}
        maxLength={20_000}
        quiet={text === ''}
        rows={3}
        dictated
        note={
          text === '' ? null : (
            <p className="mt-1.5 text-12 text-fg-3">
              {t('A new run of the agent goes on from the plan as it stands, with your edits.')}
            </p>
          )
        }
      />
    </div>
  )
}
