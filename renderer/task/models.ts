import { useEffect, useState } from 'react'
import { client } from '../state/transport.ts'

export type Model = { id: string; name: string; scripted: boolean }

let known: Promise<Model[]> | null = null

/** The models the agent offers; asked for once, again after a failure. */
function loadModels(): Promise<Model[]> {
  known ??= client.agents.models().then(
    ({ items }) => items,
    (error: unknown) => {
      known = null
      throw error
    },
  )
  return known
}

export function useModels(): readonly Model[] {
  const [models, setModels] = useState<readonly Model[]>([])
  useEffect(() => {
    let gone = false
    loadModels().then(
      (items) => {
        if (!gone) setModels(items)
      },
      (error: unknown) => console.warn('The models are not known', error),
    )
    return () => {
      gone = true
    }
  }, [])
  return models
}

/** A scripted model plays a fixed part: it costs nothing and needs no key. */
export const isScripted = (id: string, models: readonly Model[]) =>
  models.find((model) => model.id === id)?.scripted ?? id.startsWith('practice/')

/** `claude-sonnet` of `anthropic/claude-sonnet`. */
export const shortModel = (id: string) => id.slice(id.indexOf('/') + 1)
