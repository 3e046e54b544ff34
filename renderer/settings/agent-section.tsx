import { Link } from '@tanstack/react-router'
import type { Settings } from '#shared/settings.ts'
import { ModelField } from '../projects/model-field.tsx'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { AgentHealthSection } from './agent-health.tsx'
import { changeSetting } from './change-setting.ts'

/** Which model works, which OpenCode runs it, and how that one is. */
export function AgentSection({ settings }: { settings: Settings }) {
  return (
    <>
      <Section
        title={t('Model')}
        hint={
          <>
            {rich(
              'For tasks and projects that name none. What can be chosen depends on the <link>providers</link> that are connected.',
              {
                link: (text) => (
                  <Link
                    to="/settings"
                    search={{ section: 'providers' }}
                    className="text-accent-fg underline underline-offset-2"
                  >
                    {text}
                  </Link>
                ),
              },
            )}
          </>
        }
      >
        <ModelField
          row
          width={300}
          label={t('Default model')}
          hint={
            settings.model === null && settings.configuredModel === null
              ? t(
                  'Your OpenCode configuration names no model, so one has to be chosen here, for a project or for a task.',
                )
              : null
          }
          value={settings.model}
          fallback={
            settings.configuredModel === null
              ? t('None chosen')
              : t('{model} (OpenCode’s default)', { model: settings.configuredModel })
          }
          onChange={(model) => void changeSetting({ model })}
        />
      </Section>
      <Section title="OpenCode">
        <Select
          row
          width={200}
          label={t('Program')}
          hint={t(
            'Taken up at the next start. The bundled version is the one that OpenLinear is tested with.',
          )}
          value={settings.openCodeBinary}
          options={[
            { id: 'bundled', label: t('Bundled') },
            { id: 'path', label: t('My own, on the PATH') },
          ]}
          onChange={(binary) => void changeSetting({ openCodeBinary: binary as Settings['openCodeBinary'] })}
        />
      </Section>
      <AgentHealthSection />
    </>
  )
}
