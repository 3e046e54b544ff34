import { useId } from 'react'
import type { Settings } from '#shared/settings.ts'
import { t } from '../strings/t.ts'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { changeSetting } from './change-setting.ts'

const SIZES = ['11', '12', '13', '14', '15', '16', '17', '18'] as const

/** How the page looks: a choice is drawn at once, in every window. */
export function AppearanceSection({ settings }: { settings: Settings }) {
  return (
    <>
      <Section title={t('Colours')}>
        <Choice
          title={t('Theme')}
          value={settings.theme}
          options={[
            { id: 'system', label: t('As the system') },
            { id: 'light', label: t('Light') },
            { id: 'dark', label: t('Dark') },
          ]}
          onChange={(theme) => void changeSetting({ theme })}
        />
        <Choice
          title={t('Contrast')}
          hint={t('More: text and lines stand out as far as they can.')}
          value={settings.contrast}
          options={[
            { id: 'system', label: t('As the system') },
            { id: 'normal', label: t('Normal') },
            { id: 'more', label: t('More') },
          ]}
          onChange={(contrast) => void changeSetting({ contrast })}
        />
      </Section>
      <Section title={t('Size')}>
        <Choice
          title={t('Density')}
          hint={t('Compact: lower rows and bars, the same text.')}
          value={settings.density}
          options={[
            { id: 'comfortable', label: t('Comfortable') },
            { id: 'compact', label: t('Compact') },
          ]}
          onChange={(density) => void changeSetting({ density })}
        />
        <Choice
          title={t('Font size')}
          hint={t('In pixels, of the text in lists and forms. Everything else goes with it.')}
          value={SIZES.find((size) => Number(size) === settings.fontSize) ?? '13'}
          options={SIZES.map((size) => ({ id: size, label: size }))}
          onChange={(size) => void changeSetting({ fontSize: Number(size) })}
        />
      </Section>
      <Section title={t('Motion')}>
        <Choice
          title={t('Animations')}
          hint={t('Reduced: what opens is there at once, and nothing turns.')}
          value={settings.motion}
          options={[
            { id: 'system', label: t('As the system') },
            { id: 'full', label: t('Full') },
            { id: 'reduced', label: t('Reduced') },
          ]}
          onChange={(motion) => void changeSetting({ motion })}
        />
      </Section>
    </>
  )
}

function Choice<T extends string>({
  title,
  hint,
  value,
  options,
  onChange,
}: {
  title: string
  hint?: string
  value: T
  options: readonly { id: T; label: string }[]
  onChange: (value: T) => void
}) {
  const id = useId()
  return (
    <Row title={title} hint={hint === undefined ? null : <span id={id}>{hint}</span>} wrap>
      <Segmented
        label={title}
        value={value}
        options={options}
        onChange={onChange}
        {...(hint === undefined ? {} : { describedBy: id })}
      />
    </Row>
  )
}
