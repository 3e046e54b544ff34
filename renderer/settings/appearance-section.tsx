import { useId } from 'react'
import type { Settings } from '#shared/settings.ts'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { changeSetting } from './change-setting.ts'

const SIZES = ['11', '12', '13', '14', '15', '16', '17', '18'] as const

/** How the page looks: a choice is drawn at once, in every window. */
export function AppearanceSection({ settings }: { settings: Settings }) {
  return (
    <>
      <Section title="Colours">
        <Choice
          title="Theme"
          value={settings.theme}
          options={[
            { id: 'system', label: 'As the system' },
            { id: 'light', label: 'Light' },
            { id: 'dark', label: 'Dark' },
          ]}
          onChange={(theme) => void changeSetting({ theme })}
        />
        <Choice
          title="Contrast"
          hint="More: text and lines stand out as far as they can."
          value={settings.contrast}
          options={[
            { id: 'system', label: 'As the system' },
            { id: 'normal', label: 'Normal' },
            { id: 'more', label: 'More' },
          ]}
          onChange={(contrast) => void changeSetting({ contrast })}
        />
      </Section>
      <Section title="Size">
        <Choice
          title="Density"
          hint="Compact: lower rows and bars, the same text."
          value={settings.density}
          options={[
            { id: 'comfortable', label: 'Comfortable' },
            { id: 'compact', label: 'Compact' },
          ]}
          onChange={(density) => void changeSetting({ density })}
        />
        <Choice
          title="Font size"
          hint="In pixels, of the text in lists and forms. Everything else goes with it."
          value={SIZES.find((size) => Number(size) === settings.fontSize) ?? '13'}
          options={SIZES.map((size) => ({ id: size, label: size }))}
          onChange={(size) => void changeSetting({ fontSize: Number(size) })}
        />
      </Section>
      <Section title="Motion">
        <Choice
          title="Animations"
          hint="Reduced: what opens is there at once, and nothing turns."
          value={settings.motion}
          options={[
            { id: 'system', label: 'As the system' },
            { id: 'full', label: 'Full' },
            { id: 'reduced', label: 'Reduced' },
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
