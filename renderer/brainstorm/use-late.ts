import { useEffect, useState } from 'react'

/** Whether something has been so for a second: before that nothing is said of it. */
export function useLate(isSo: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!isSo) return
    const timer = setTimeout(() => setLate(true), 1000)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [isSo])
  return late && isSo
}
