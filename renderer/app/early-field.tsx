import { FIELD_LOOK, fieldHint } from '../commands/palette/field.ts'

/** The field of the palette while its list is on its way: what is typed meanwhile is not lost, nor is an Enter. */
export function EarlyField({
  only,
  onText,
  onEnter,
}: {
  only: 'projects' | null
  onText: (text: string) => void
  onEnter: () => void
}) {
  return (
    <input
      autoFocus
      className={FIELD_LOOK}
      placeholder={fieldHint(only)}
      aria-busy
      onChange={(event) => onText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter()
      }}
    />
  )
}
