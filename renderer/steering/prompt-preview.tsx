import { Bot, Cpu, FileText, FileX2, Gauge, Paperclip, ScrollText } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import type { PromptPreview } from '#shared/steering.ts'
import { CopyButton } from '../run/copy-button.tsx'
import { t } from '../strings/t.ts'
import { Chip } from '../ui/chip.tsx'

/** What an agent would be told letter by letter, who it would be, and what goes along. */
export function PromptPreviewBox({
  preview,
  choices,
}: {
  preview: PromptPreview
  /** Where who works is chosen; else it is told. */
  choices?: ReactNode
}) {
  const { text, files, attachments, instructions } = preview
  return (
    <div className="grid gap-3">
      <div className="relative">
        <div className="absolute end-1.5 top-1.5">
          <CopyButton text={text} label={t('Copy the prompt')} />
        </div>
        <div
          role="region"
          aria-label={t('The prompt')}
          tabIndex={0}
          className="max-h-[44vh] min-h-24 overflow-auto rounded-m border border-line bg-inset py-2.5 ps-3 pe-10"
        >
          <pre
            dir="auto"
            className="font-mono text-code leading-code whitespace-pre-wrap text-fg-2 [overflow-wrap:anywhere]"
          >
            {text}
          </pre>
        </div>
      </div>
      <Facts label={t('Goes to')}>{choices ?? <Who preview={preview} />}</Facts>
      {attachments.length > 0 && (
        <Facts label={t('Attached')}>
          {attachments.map(({ id, name }) => (
            <Chip key={id} icon={<Paperclip aria-hidden />}>
              {name}
            </Chip>
          ))}
        </Facts>
      )}
      {files.length > 0 && (
        <Facts label={t('Files named')}>
          {files.map(({ path, exists }) => (
            <Chip key={path} icon={exists ? <FileText aria-hidden /> : <FileX2 aria-hidden />}>
              {exists ? path : t('{path}, which is not there', { path })}
            </Chip>
          ))}
        </Facts>
      )}
      {instructions.length > 0 && (
        <Facts label={t('Also obeys')}>
          {instructions.map((path) => (
            <Chip key={path} icon={<ScrollText aria-hidden />}>
              {path}
            </Chip>
          ))}
        </Facts>
      )}
    </div>
  )
}

function Who({ preview: { model, agent, variant } }: { preview: PromptPreview }) {
  return (
    <>
      <Chip icon={<Bot aria-hidden />}>{agent}</Chip>
      <Chip icon={<Cpu aria-hidden />} tone={model === null ? 'bad' : 'plain'}>
        {model ?? t('no model is set')}
      </Chip>
      {variant !== null && <Chip icon={<Gauge aria-hidden />}>{variant}</Chip>}
    </>
  )
}

function Facts({ label, children }: { label: string; children: ReactNode }) {
  const id = useId()
  return (
    <div className="flex items-baseline gap-2">
      <span id={id} className="w-24 flex-none text-12 text-fg-3">
        {label}
      </span>
      <div
        role="group"
        aria-labelledby={id}
        className="flex max-h-24 min-w-0 flex-1 flex-wrap gap-1.5 overflow-y-auto"
      >
        {children}
      </div>
    </div>
  )
}
