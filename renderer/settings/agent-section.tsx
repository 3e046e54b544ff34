import type { Settings } from '#shared/settings.ts'
import { ModelField } from '../projects/model-field.tsx'
import { useConnection } from '../state/hooks.ts'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { changeSetting } from './change-setting.ts'

const STATE_WORDS = {
  stopped: 'idle until a run needs it',
  starting: 'starting',
  healthy: 'healthy',
  unhealthy: 'not working',
} as const

/** Which model works, and which OpenCode runs it. */
export function AgentSection({ settings }: { settings: Settings }) {
  const health = useConnection((state) => state.health)
  return (
    <>
      <Section
        title="Model"
        hint="Providers and keys are those of your own OpenCode configuration; OpenLinear keeps none. A project or a task may name another model."
      >
        <ModelField
          row
          width={300}
          label="Model"
          hint={
            settings.configuredModel === null
              ? 'Your OpenCode configuration names no model, so one has to be chosen here, for a project or for a task.'
              : 'For tasks and projects that name none.'
          }
          value={settings.model}
          fallback={
            settings.configuredModel === null
              ? 'None chosen'
              : `${settings.configuredModel} (OpenCode’s default)`
          }
          onChange={(model) => void changeSetting({ model })}
        />
      </Section>
      <Section title="OpenCode">
        <Select
          row
          width={200}
          label="Program"
          hint="Taken up at the next start. The bundled version is the one that OpenLinear is tested with."
          value={settings.openCodeBinary}
          options={[
            { id: 'bundled', label: 'Bundled' },
            { id: 'path', label: 'My own, on the PATH' },
          ]}
          onChange={(binary) => void changeSetting({ openCodeBinary: binary as Settings['openCodeBinary'] })}
        />
        <div className="flex items-center justify-between gap-6">
          <div>
            <div className="font-medium">State</div>
            {health?.problem !== null && health?.problem !== undefined && (
              <p className="mt-0.5 text-12 text-bad">{health.problem}</p>
            )}
          </div>
          <span className="text-12 text-fg-2">
            {health === null
              ? 'Not asked yet'
              : `${health.version === null ? health.name : `${health.name} ${health.version}`}, ${STATE_WORDS[health.state]}`}
          </span>
        </div>
      </Section>
    </>
  )
}
