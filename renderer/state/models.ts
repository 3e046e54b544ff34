import type { Model } from '#shared/providers.ts'
import { t } from '../strings/t.ts'
import { useProject, useSelected, useSettings } from './hooks.ts'
import { remoteList, type RemoteListState } from './remote-list.ts'
import { client } from './transport.ts'

export type { Model } from '#shared/providers.ts'

const list = remoteList<Model>(
  () => client.models.list(),
  ({ event }) => event === 'provider:updated',
)

/** Asks for the models of connected providers: when a list of them is opened, since that may start the agent. */
export const loadModels = (): Promise<void> => list.load()

const all = (state: RemoteListState<Model>) => state

/** `models` is null until {@link loadModels} brought them. */
export function useModels(): { models: Model[] | null; error: string | null } {
  const { items, error } = useSelected(list.store, all)
  return { models: items, error }
}

/** A scripted model plays a fixed part: it costs nothing and needs no key. */
export const isScripted = (id: string, models: readonly Model[]) =>
  models.find((model) => model.id === id)?.scripted ?? id.startsWith('practice/')

/** `claude-sonnet` of `anthropic/claude-sonnet`. */
export const shortModel = (id: string) => id.slice(id.indexOf('/') + 1)

/** The variants of a model, such as `low` and `high`; none when it is not known (yet). */
export const variantsOf = (id: string | null, models: readonly Model[] | null): readonly string[] =>
  models?.find((model) => model.id === id)?.variants ?? []

/** What works on a task that names no model: the model, how it is called, and where that is said. */
export type ModelFallback = { model: string | null; label: string; hint: string }

/** The model of a project's tasks that name none: the project's, the app's, or that of OpenCode's configuration. */
export function useModelFallback(projectId: string): ModelFallback {
  const project = useProject(projectId)
  const settings = useSettings()
  const places = [
    { model: project?.model ?? null, hint: t('of the project') },
    { model: settings?.model ?? null, hint: t('of Settings') },
    { model: settings?.configuredModel ?? null, hint: t('of your OpenCode configuration') },
  ]
  for (const { model, hint } of places) {
    if (model !== null) return { model, label: shortModel(model), hint }
  }
  return { model: null, label: t('No model of its own'), hint: '' }
}
