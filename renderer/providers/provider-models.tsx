import { useEffect, useState } from 'react'
import type { Provider } from '#shared/providers.ts'
import { loadModels, useModels } from '../state/models.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { ModelFactHeads, ModelFacts } from './model-marks.tsx'

const FIRST = 12

/** The models of a connected provider, with what is known about them. */
export function ProviderModels({ provider }: { provider: Provider }) {
  const { models, error } = useModels()
  const [all, setAll] = useState(false)
  useEffect(() => void loadModels(), [])
  const own = (models ?? []).filter((model) => model.providerId === provider.id)
  const shown = all ? own : own.slice(0, FIRST)
  return (
    <Section
      title={t('Models')}
      hint={
        provider.source === 'local'
          ? t('As the server named them when it was last asked.')
          : t('To be chosen for the app, a project or a task.')
      }
    >
      {error !== null ? (
        <p role="alert" className="text-12 text-bad">
          {error}
        </p>
      ) : models === null ? (
        <div role="status" className="flex items-center gap-2.5 text-12 text-fg-3">
          <Spinner />
          {t('Asking the agent for its models…')}
        </div>
      ) : own.length === 0 ? (
        <p className="text-12 text-fg-3">
          {provider.source === 'local'
            ? t('The server names none. Load or pull a model in it, then refresh.')
            : t('None that can be used.')}
        </p>
      ) : (
        <>
          <div className="flex py-1.5!">
            <ModelFactHeads />
          </div>
          {shown.map((model) => (
            <div key={model.id} className="flex items-center gap-2 py-1.5!">
              <span className="min-w-0 flex-1 truncate" title={model.id}>
                {model.name}
                {model.name.toLowerCase() !== model.id.slice(provider.id.length + 1).toLowerCase() && (
                  <span className="ms-2 font-mono-11 text-fg-3">
                    {model.id.slice(provider.id.length + 1)}
                  </span>
                )}
              </span>
              <ModelFacts model={model} />
            </div>
          ))}
          {own.length > shown.length && (
            <div className="py-2!">
              <Button variant="ghost" className="-ms-2.5" onClick={() => setAll(true)}>
                {t('Show {count} more', { count: own.length - shown.length })}
              </Button>
            </div>
          )}
        </>
      )}
    </Section>
  )
}
