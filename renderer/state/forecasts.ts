import { useCallback, useEffect } from 'react'
import { createStore } from 'zustand/vanilla'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import type { Forecast } from '#shared/forecasts.ts'
import { useConnection, useFeed, useSelected } from './hooks.ts'
import { client } from './transport.ts'

type ById = { byId: ReadonlyMap<string, Forecast> }

/** Forecasts of the batches that are looked at. */
const forecasts = createStore<ById>(() => ({ byId: new Map() }))

function take(id: string, forecast: Forecast): void {
  const known = forecasts.getState().byId.get(id)
  // An answer may come after an event that is newer.
  if (known !== undefined && known.at > forecast.at) return
  forecasts.setState(({ byId }) => ({ byId: new Map(byId).set(id, forecast) }))
}

function forget(id: string): void {
  forecasts.setState(({ byId }) => {
    const left = new Map(byId)
    left.delete(id)
    return { byId: left }
  })
}

/** Fetches the forecast of a batch and keeps it up to date, while mounted and until the batch is over. */
export function useFollowForecast({ id, status }: Pick<Batch, 'id' | 'status'>): void {
  const isOver = isBatchOver(status)
  const isOnline = useConnection(({ feed }) => feed === 'live')
  useEffect(() => {
    if (isOver || !isOnline) return
    // It is an extra: what cannot be had is not shown, and the feed brings the next one.
    client.batches.forecast({ id }).then(
      (forecast) => take(id, forecast),
      () => forget(id),
    )
  }, [id, isOver, isOnline])
  useEffect(() => () => forget(id), [id])
  useFeed((items) => {
    for (const { event, data } of items)
      if (event === 'batch:forecast' && data.id === id) take(id, data['forecast'] as Forecast)
  })
}

/** What is known of how the batch will merge. */
export function useForecast<R>(batchId: string, select: (forecast: Forecast | undefined) => R): R {
  const pick = useCallback(({ byId }: ById) => select(byId.get(batchId)), [batchId, select])
  return useSelected(forecasts, pick)
}
