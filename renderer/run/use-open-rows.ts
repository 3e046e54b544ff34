import { useCallback, useMemo, useState } from 'react'
import { type FlatRow, flatten } from './flat-rows.ts'
import type { LogRow } from './log-rows.ts'
import { canOpen, opensItself } from './rows/opening.ts'
import type { RunLogState } from './use-run-log.ts'

/** Which rows of a log are open, and the list that this makes. */
export function useOpenRows({ fold, version }: RunLogState) {
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map())
  const flat = useMemo(() => {
    // `fold` is changed in place: its version stands for it.
    void version
    return flatten(fold, (key) => opened.get(key) ?? false)
  }, [fold, version, opened])
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
