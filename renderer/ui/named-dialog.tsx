import { type ReactNode, useState } from 'react'
import { t } from '../strings/t.ts'
import { cn } from './cn.ts'
import { Dialog, type DialogProps } from './dialog.tsx'
import { DialogFoot } from './dialog-foot.tsx'
import { TextInput } from './field.tsx'

/** The longest name that anything is kept under. */
const MAX_NAME = 100

/** Asks under which name something is kept, and for what else belongs to it. It stays open until that is saved. */
export function NamedDialog({
  name: firstName,
  placeholder,
  beside,
  onSave,
  onClose,
  children,
  ...dialog
}: Pick<DialogProps, 'title' | 'description' | 'width'> & {
  name: string
  placeholder: string
  /** Asked at the right of the name. */
  beside?: ReactNode
  /** @returns whether it is saved; else it was said why */
  onSave: (name: string) => Promise<boolean>
  onClose: () => void
  /** Asked under the name. */
  children: ReactNode
}) {
  const [name, setName] = useState(firstName)
  const [busy, setBusy] = useState(false)
  const isNameless = name.trim() === ''
  const save = async () => {
    if (isNameless || busy) return
    setBusy(true)
    const isSaved = await onSave(name.trim())
    setBusy(false)
    if (isSaved) onClose()
  }
  return (
    <Dialog
      {...dialog}
      open
      onOpenChange={onClose}
      footer={
        <DialogFoot label={t('Save')} busy={busy} disabled={isNameless} onSubmit={save} onCancel={onClose} />
      }
    >
      <form
        className="grid gap-3.5"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div
          className={cn('grid gap-3.5', beside !== undefined && 'min-[520px]:grid-cols-[minmax(0,1fr)_auto]')}
        >
          <TextInput
            label={t('Name')}
            maxLength={MAX_NAME}
            value={name}
            placeholder={placeholder}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
          />
          {beside}
        </div>
        {children}
        {/* Enter in a field saves: the button at the foot stands outside of the form. */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}
