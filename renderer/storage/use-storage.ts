import { useEffect } from 'react'
import type { StorageReport } from '#shared/storage.ts'
import { type Loaded, useLoaded } from '../settings/use-loaded.ts'
import { client } from '../state/transport.ts'

/** How often the report is asked for while a measurement goes on. */
const LOOK_MS = 700

const load = () => client.storage.report()

/** What is held on the disk, as long as it is on the screen. */
export function useStorage(): Loaded<StorageReport> {
  const loaded = useLoaded(load, ({ event }) => event.startsWith('trash:'))
  const { value, loading, reload } = loaded
  const isMeasuring = value !== null && value.measuring !== null
  useEffect(() => {
    if (!isMeasuring || loading) return
    const timer = setTimeout(reload, LOOK_MS)
    return () => clearTimeout(timer)
  }, [isMeasuring, loading, reload])
  return loaded
}
