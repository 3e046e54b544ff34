import { useCallback, useMemo, useState } from 'react'
import { FlatLog, type FlatRow } from './flat-rows.ts'
import type { LogRow } from './log-rows.ts'
import type { RowFilter } from './row-filter.ts'
import { canOpen, opensItself } from './rows/opening.ts'
import type { RunLogState } from './use-run-log.ts'

/** Which rows of a log are open, and the list that this and the filter make. */
export function useOpenRows({ fold, version }: RunLogState, filter: RowFilter) {
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map())
  const list = useMemo(() => new FlatLog(fold), [fold])
  const isHeaderOpen = useCallback((key: string) => opened.get(key) ?? false, [opened])
  const flat = useMemo(() => {
    // `fold` is changed in place: its version stands for it.
    void version
    return list.rows(isHeaderOpen, filter)
  }, [list, version, isHeaderOpen, filter])
  const isOpen = useCallback((row: LogRow) => opened.get(row.key) ?? opensItself(row), [opened])
  const toggle = useCallback(
    (row: LogRow) =>
      setOpened((before) => new Map(before).set(row.key, !(before.get(row.key) ?? opensItself(row)))),
    [],
  )
  /** Opens a row, and the headers that it stands under. */
  const openTo = useCallback(
    ({ row }: FlatRow, parents: readonly string[]) =>
      setOpened((before) => {
        const next = new Map(before)
        for (const key of parents) next.set(key, true)
        if (canOpen(row)) next.set(row.key, true)
        return next
      }),
    [],
  )
  return { flat, isOpen, toggle, openTo }
}
