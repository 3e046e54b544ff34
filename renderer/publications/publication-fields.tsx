import { useState } from 'react'
import { useLabels } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { TextArea, TextInput } from '../ui/field.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Segmented } from '../ui/segmented.tsx'
import type { PullWords } from './changed-words.ts'
import { TokenField } from './token-field.tsx'

const SIDES = [
  { id: 'write', label: t('Write') },
  { id: 'preview', label: t('Preview') },
] as const

/** Title, text, labels and reviewers of a pull request. */
export function PublicationFields({
  value,
  onChange,
}: {
  value: PullWords
  onChange: (value: PullWords) => void
}) {
  const [side, setSide] = useState<'write' | 'preview'>('write')
  const labels = useLabels().map(({ name }) => name)
  const set = (patch: Partial<PullWords>) => onChange({ ...value, ...patch })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
      <TextInput
        label={t('Title')}
        maxLength={256}
        spellCheck
        value={value.title}
        error={value.title.trim() === '' ? t('A pull request needs a title') : undefined}
        onChange={(event) => set({ title: event.target.value })}
      />
      <div>
        <div className="mb-1.5 flex items-center justify-between">
          <span className="text-12 font-medium text-fg-2">{t('Text')}</span>
          <Segmented label={t('Text of the pull request')} value={side} options={SIDES} onChange={setSide} />
        </div>
        {side === 'write' ? (
          <TextArea
            label={t('Text')}
            hideLabel
            mono
            rows={8}
            maxRows={10}
            maxLength={65_536}
            placeholder={t('What was done, and why. Markdown.')}
            value={value.body}
            onChange={(event) => set({ body: event.target.value })}
          />
        ) : (
          <div
            role="region"
            aria-label={t('Preview of the text')}
            tabIndex={0}
            className="h-52 overflow-y-auto rounded-m border border-line bg-inset px-3 py-2"
          >
            {value.body.trim() === '' ? (
              <p className="text-12 text-fg-3">{t('No text yet.')}</p>
            ) : (
              <Markdown>{value.body}</Markdown>
            )}
          </div>
        )}
      </div>
      <div className="grid grid-cols-2 gap-3 max-[620px]:grid-cols-1">
        <TokenField
          label={t('Labels')}
          placeholder={t('None')}
          initial={value.labels}
          suggestions={labels}
          onChange={(next) => set({ labels: next })}
        />
        <TokenField
          label={t('Reviewers')}
          placeholder={t('Logins, or org/team')}
          initial={value.reviewers}
          onChange={(next) => set({ reviewers: next })}
        />
      </div>
    </div>
  )
}
