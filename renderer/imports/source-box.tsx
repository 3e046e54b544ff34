import { FileUp } from 'lucide-react'
import { type ClipboardEvent, type DragEvent, type RefObject, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Notice } from '../ui/notice.tsx'
import { type ImportSource, readSource, SourceProblem, sourceOf } from './read-source.ts'

/** Where a list comes from: pasted, dropped, chosen or typed. */
export function SourceBox({
  area,
  onSource,
}: {
  /** The box that is typed or pasted into. */
  area: RefObject<HTMLTextAreaElement | null>
  onSource: (source: ImportSource) => void
}) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isOver, setIsOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)

  const take = async (read: () => ImportSource | Promise<ImportSource>) => {
    setProblem(null)
    try {
      onSource(await read())
    } catch (error) {
      if (!(error instanceof SourceProblem)) throw error
      setProblem(error.message)
    }
  }
  const takeFile = (file: File | undefined) => {
    if (file !== undefined) void take(() => readSource(file))
  }
  const onPaste = (event: ClipboardEvent) => {
    const [file] = event.clipboardData.files
    const pasted = event.clipboardData.getData('text/plain')
    // A word that is pasted into what is being typed is no list.
    if (file === undefined && (text !== '' || !pasted.includes('\n'))) return
    event.preventDefault()
    if (file === undefined) void take(() => sourceOf(pasted, null))
    else takeFile(file)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const [file] = event.dataTransfer.files
    const dropped = event.dataTransfer.getData('text/plain')
    if (file === undefined && dropped !== '') void take(() => sourceOf(dropped, null))
    else takeFile(file)
  }
  return (
    <div className="grid gap-3">
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={onDrop}
        className={cn(
          'rounded-l border border-dashed border-line-strong bg-inset transition-colors duration-(--fast) focus-within:border-accent',
          isOver && 'border-accent bg-accent-soft',
        )}
      >
        <textarea
          ref={area}
          dir="auto"
          aria-label={t('List of tasks')}
          placeholder={t('Paste a list here, or drop a file\n\n- [ ] Mend the door\n- [x] Paint the fence')}
          value={text}
          onPaste={onPaste}
          onChange={(event) => {
            setText(event.target.value)
            setProblem(null)
          }}
          spellCheck={false}
          className="block h-[min(32vh,260px)] w-full resize-none bg-transparent px-4 py-3 font-mono text-12 leading-[1.6] outline-none"
        />
        <div className="flex items-center gap-2 border-t border-line px-3 py-2">
          <Button icon={<FileUp />} onClick={() => chooser.current?.click()}>
            {t('Choose a file…')}
          </Button>
          <input
            ref={chooser}
            type="file"
            hidden
            aria-label={t('File to import')}
            accept=".csv,.tsv,.md,.markdown,.txt,.json,.zip,text/csv,text/markdown,text/plain,application/json"
            onChange={(event) => {
              takeFile(event.target.files?.[0])
              event.target.value = ''
            }}
          />
          {text.trim() !== '' && (
            <Button
              variant="primary"
              className="ms-auto"
              onClick={() => void take(() => sourceOf(text, null))}
            >
              {t('Preview')}
            </Button>
          )}
        </div>
      </div>
      {problem !== null && (
        <Notice tone="bad" live>
          {problem}
        </Notice>
      )}
      <dl className="grid grid-cols-[calc(88px*var(--scale))_1fr] gap-x-3 gap-y-1.5 text-12 text-fg-3 [&_dt]:font-medium [&_dt]:text-fg-2">
        <dt>CSV</dt>
        <dd>
          {t(
            'What Linear, Jira, Asana, Trello or GitHub export, or a table of your own with a column of titles.',
          )}
        </dd>
        <dt>{t('Markdown')}</dt>
        <dd>
          {t(
            'A list. A ticked box is done, items below an item are its sub-tasks, headings are a status or a label.',
          )}
        </dd>
        <dt>vibe-kanban</dt>
        <dd>{t('The ZIP file of its export, or the JSON of its API. Attempts stay there.')}</dd>
      </dl>
    </div>
  )
}
