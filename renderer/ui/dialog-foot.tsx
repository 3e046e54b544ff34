import type { ReactNode, Ref } from 'react'
import { t } from '../strings/t.ts'
import { Button } from './button.tsx'
import { SubmitKey } from './submit-key.tsx'

/** The foot of a dialog that does one thing: a way out, and the button that does it, which ⌘↵ presses, too. */
export function DialogFoot({
  label,
  icon,
  busy,
  disabled = false,
  title,
  submitRef,
  onSubmit,
  cancelLabel = t('Cancel'),
  onCancel,
  beside,
  children,
}: {
  /** What is done. */
  label: string
  icon?: ReactNode
  busy: boolean
  /** It cannot be done as things stand. */
  disabled?: boolean
  /** Why, where nothing else says so. */
  title?: string | undefined
  submitRef?: Ref<HTMLButtonElement>
  onSubmit: () => void | Promise<void>
  cancelLabel?: string
  onCancel: () => void
  /** What else could be done, between the two. */
  beside?: ReactNode
  /** At the left, before both. */
  children?: ReactNode
}) {
  return (
    <>
      {children}
      <Button variant="ghost" disabled={busy} onClick={onCancel}>
        {cancelLabel}
      </Button>
      {beside}
      <Button
        {...(submitRef === undefined ? {} : { ref: submitRef })}
        variant="primary"
        icon={icon}
        keys="mod+enter"
        busy={busy}
        disabled={disabled}
        title={title}
        onClick={() => void onSubmit()}
      >
        {label}
      </Button>
      <SubmitKey onSubmit={() => void onSubmit()} enabled={!busy && !disabled} />
    </>
  )
}
