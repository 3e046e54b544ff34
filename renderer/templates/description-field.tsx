import { Eye, Pencil } from 'lucide-react'
import { useState } from 'react'
import { ChipButton } from '../ui/chip.tsx'
import { Markdown } from '../ui/markdown.tsx'

/** The description of a new task: written as text, and shown as it will read. */
export function DescriptionField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [isPreview, setPreview] = useState(false)
  const isEmpty = value.trim() === ''
  // Where the text went away under the preview, such as with its template, there is nothing to read.
  const shown = isPreview && !isEmpty
  return (
    <div className="relative mt-2">
      {shown ? (
        <section
          aria-label="Description as it will read"
          tabIndex={0}
          className="max-h-[36vh] min-h-24 overflow-y-auto pb-7"
        >
          <Markdown>{value}</Markdown>
        </section>
      ) : (
        <textarea
          aria-label="Description"
          placeholder="Say what the agent has to know: behaviour wanted, files to look at, what not to touch. Markdown."
          rows={5}
          dir="auto"
          maxLength={200_000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="block field-sizing-content max-h-[36vh] min-h-24 w-full resize-none bg-transparent pb-7 leading-[1.55] outline-none"
        />
      )}
      {!isEmpty && (
        <div className="absolute end-0 bottom-0">
          <ChipButton className="bg-float" onClick={() => setPreview(!shown)}>
            {shown ? <Pencil aria-hidden /> : <Eye aria-hidden />}
            {shown ? 'Write' : 'Preview'}
          </ChipButton>
        </div>
      )}
    </div>
  )
}
