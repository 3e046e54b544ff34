import { fitted } from './heard.ts'

export type Field = HTMLTextAreaElement | HTMLInputElement

/** Writes words where the caret of a field stands, as if they were typed: one step for its undo. */
export function writeWords(field: Field, words: string, lang: string): void {
  const start = field.selectionStart ?? field.value.length
  const end = field.selectionEnd ?? start
  const room =
    field.maxLength < 0 ? Number.POSITIVE_INFINITY : field.maxLength - field.value.length + end - start
  const text = fitted(field.value.slice(0, start), words, field.value.slice(end), lang).slice(0, room)
  if (text === '' || field.readOnly || field.disabled) return
  // Nothing else writes into a field's own undo. Only the field with the focus can be written to like that.
  if (document.activeElement === field && document.execCommand('insertText', false, text)) return
  field.setRangeText(text, start, end, 'end')
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }))
}
