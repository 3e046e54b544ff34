import { createStore } from 'zustand/vanilla'
import { problemOf } from './errors.ts'
import { useSelected } from './hooks.ts'
import { client } from './transport.ts'

export type Model = { id: string; name: string; scripted: boolean }
type Models = { models: Model[] | null; error: string | null }

const store = createStore<Models>(() => ({ models: null, error: null }))
let asked: Promise<void> | null = null

/** Asks the agent which models it has: when a list of them is opened, since that may start the agent. */
export function loadModels(): Promise<void> {
  asked ??= client.agents
    .models()
    .then(
      ({ items }) => store.setState({ models: items, error: null }),
      (error: unknown) => store.setState({ error: problemOf(error).message }),
    )
    .finally(() => {
      asked = null
    })
  return asked
}

const all = (state: Models) => state
export const useModels = (): Models => useSelected(store, all)

/** A scripted model plays a fixed part: it costs nothing and needs no key. */
export const isScripted = (id: string, models: readonly Model[]) =>
  models.find((model) => model.id === id)?.scripted ?? id.startsWith('practice/')

/** `claude-sonnet` of `anthropic/claude-sonnet`. */
export const shortModel = (id: string) => id.slice(id.indexOf('/') + 1)
