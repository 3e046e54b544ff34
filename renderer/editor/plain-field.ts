import type { ClipboardEvent, DragEvent, KeyboardEvent } from 'react'
import { stepOut } from '../ui/step-out.ts'
import type { Hooks } from './code-mirror.ts'

/** The keys that the plain field of an editor has, too, before its code is here. */
export function plainKey(
  event: KeyboardEvent<HTMLTextAreaElement>,
  hooks: Hooks,
  submitOnEnter: boolean,
): void {
  if (event.nativeEvent.isComposing) return
  const mod = event.metaKey || event.ctrlKey
  const take = () => {
    event.preventDefault()
    event.stopPropagation()
  }
  if (event.key === 'Enter' && hooks.onSubmit && (mod || (submitOnEnter && !event.shiftKey))) {
    take()
    if (!event.repeat) hooks.onSubmit({ mod })
  } else if (event.key === 'Escape') {
    event.stopPropagation()
    if (hooks.onEscape) hooks.onEscape()
    else stepOut(event.currentTarget)
  } else if (event.key === 'ArrowUp' && event.currentTarget.selectionEnd === 0) {
    if (hooks.onArrowUpAtStart?.() === true) take()
  } else if (
    event.key === 'ArrowDown' &&
    event.currentTarget.selectionStart === event.currentTarget.value.length
  ) {
    if (hooks.onArrowDownAtEnd?.() === true) take()
  }
}

/** Files that are put into the plain field are attached where its caret is. */
export function plainFiles(
  event: ClipboardEvent<HTMLTextAreaElement> | DragEvent<HTMLTextAreaElement>,
  data: DataTransfer,
  attach: (files: readonly File[], at: number) => void,
): void {
  const field = event.currentTarget
  const files = [...data.files]
  // A table program offers a picture of its cells beside their text.
  if (files.length === 0 || (event.type === 'paste' && data.getData('text/plain') !== '')) return
  event.preventDefault()
  if (!field.readOnly) attach(files, field.selectionEnd)
}
