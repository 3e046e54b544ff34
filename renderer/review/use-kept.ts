import { useCallback, useState } from 'react'

/** A choice that this browser keeps. */
export function useKept<T extends string>(key: string, fallback: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      return (localStorage.getItem(key) as T | null) ?? fallback
    } catch {
      return fallback
    }
  })
  const set = useCallback(
    (next: T) => {
      setValue(next)
      try {
        localStorage.setItem(key, next)
      } catch (error) {
        console.warn('The choice is not kept', error)
      }
    },
    [key],
  )
  return [value, set]
}
