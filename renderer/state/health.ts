import { useCallback, useEffect, useState } from 'react'
import type { AgentHealth } from '#shared/agents.ts'
import { problemOf } from './errors.ts'
import { connection } from './stores.ts'
import { client } from './transport.ts'

const EVERY_MS = 3000

/** The agent's health, asked every three seconds while the caller is mounted and the page is looked at. */
export function useWatchedHealth(): {
  health: AgentHealth | null
  error: string | null
  take: (health: AgentHealth) => void
} {
  const [health, setHealth] = useState<AgentHealth | null>(null)
  const [error, setError] = useState<string | null>(null)
  const take = useCallback((next: AgentHealth) => {
    setHealth(next)
    setError(null)
    // The strip at the foot says the same.
    connection.setState({ health: next })
  }, [])
  useEffect(() => {
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      clearTimeout(timer)
      try {
        const next = await client.agents.health()
        if (!isOver) take(next)
      } catch (problem) {
        if (!isOver) setError(problemOf(problem).message)
      }
      if (!isOver && !document.hidden) timer = setTimeout(() => void ask(), EVERY_MS)
    }
    const onVisible = () => {
      if (!document.hidden) void ask()
    }
    void ask()
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      isOver = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [take])
  return { health, error, take }
}
