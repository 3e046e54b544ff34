import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useKeymap } from '../commands/keys.ts'
import { roomOfPath, type SheetGroup, sheetOf } from '../commands/sheet.ts'
import { useConnection } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { askReadiness, readiness } from '../ui/dictation/readiness.ts'
import { TextInput } from '../ui/field.tsx'
import { Kbd, keyWords } from '../ui/kbd.tsx'

/** Which key does what, as the keys are now. */
export function Help() {
  const open = useView((state) => state.help)
  return (
    <Dialog
      open={open}
      onOpenChange={(help) => view.setState({ help })}
      title={t('Keyboard shortcuts')}
      width={760}
      footer={
        <Button
          variant="ghost"
          onClick={() => {
            view.setState({ help: false })
            goTo({ to: 'settings', section: 'keyboard' })
          }}
        >
          {t('Change keys…')}
        </Button>
      }
    >
      <Sheet />
    </Dialog>
  )
}

function Sheet() {
  const [typed, setTyped] = useState('')
  const hasEditor = useConnection(({ system }) => system?.can.openIn.includes('editor') === true)
  const hears = useStore(readiness, ({ status }) => status !== 'unavailable')
  useEffect(askReadiness, [])
  const has = [...(hasEditor ? (['editor'] as const) : []), ...(hears ? (['dictation'] as const) : [])]
  const groups = sheetOf(useKeymap(), typed.trim(), has, roomOfPath(location.pathname))
  return (
    // Its height stays while there is less to see.
    <div className="grid h-[52vh] grid-rows-[auto_minmax(0,1fr)] gap-3">
      <TextInput
        label={t('Find a shortcut')}
        hideLabel
        placeholder={t('Find a shortcut…')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div tabIndex={0} role="region" aria-label={t('Shortcuts')} className="overflow-y-auto pe-1">
        {groups.length === 0 ? (
          <p className="py-8 text-center text-12 text-fg-3">{t('No shortcut is called that.')}</p>
        ) : (
          <div className="-mb-5 columns-2 gap-8 max-[720px]:columns-1">
            {groups.map((group) => (
              <Group key={group.room} group={group} />
            ))}
          </div>
        )}
      </div>
    </div>
  )
}

const Group = ({ group: { name, rows } }: { group: SheetGroup }) => (
  <section className="mb-5 break-inside-avoid">
    <h3 className="mb-1 text-11 font-medium text-fg-3">{name}</h3>
    <dl>
      {rows.map(({ id, name: what, keys }) => (
        <div
          key={id}
          className="flex min-h-7 items-center justify-between gap-3 border-b border-line py-1 text-12 last:border-0"
        >
          <dt>{what}</dt>
          <dd className="flex shrink-0 gap-1">
            {keys.map((key) => (
              <span key={key}>
                <span className="sr-only">{keyWords(key)}</span>
                <Kbd keys={key} className="min-w-5 text-center" />
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  </section>
)
