import { useCallback, useState } from 'react'

const read = (key: string): string | null => {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

/** Text being written, kept over reloads and other views until it is saved. null = no draft. `key` is for life. */
export function useDraft(key: string): [string | null, (text: string | null) => void] {
  const [draft, setDraft] = useState<string | null>(() => read(key))
  const set = useCallback(
    (text: string | null) => {
      setDraft(text)
      try {
        if (text === null) sessionStorage.removeItem(key)
        else sessionStorage.setItem(key, text)
      } catch (error) {
        console.warn('The draft is not kept', error)
      }
    },
    [key],
  )
  return [draft, set]
}
