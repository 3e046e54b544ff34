import { RouterProvider } from '@tanstack/react-router'
import { Direction } from 'radix-ui'
import { lazy, Suspense, useEffect, useState } from 'react'
import { start } from '../state/boot.ts'
import { errorDetails } from '../state/error-details.ts'
import { useConnection } from '../state/hooks.ts'
import { HttpTransport } from '../state/http-transport.ts'
import { followTheme } from '../state/theme.ts'
import { answerOtherPages, askOtherPages, dropToken, keepToken, takeToken } from '../state/token.ts'
import type { Transport } from '../state/transport.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { isTurned } from '../ui/direction.ts'
import { CopyDetails } from '../ui/copy-details.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { router } from './router.tsx'
import { Splash } from './splash.tsx'
import { TokenScreen } from './token-screen.tsx'

const Toaster = lazy(async () => ({ default: (await import('../ui/toaster.tsx')).Toaster }))

/** The project whose tasks are needed first. */
const openProject = () => {
  const named = new URLSearchParams(location.search).get('project')
  return named ?? (location.pathname === '/' ? null : view.getState().lastProjectId)
}

/** The page over HTTP, where a token lets it in. */
export function App() {
  const [token, setToken] = useState(takeToken)
  // Another page may know it.
  const [asksUser, setAsksUser] = useState(false)
  const phase = useConnection((state) => state.phase)

  useEffect(followTheme, [])
  useEffect(() => {
    if (token !== null) return
    const take = (found: string) => {
      keepToken(found)
      setToken(found)
    }
    return askOtherPages(take, () => setAsksUser(true))
  }, [token])
  useEffect(() => (token !== null && phase === 'ready' ? answerOtherPages(token) : undefined), [token, phase])
  useEffect(() => {
    if (token !== null) void start(new HttpTransport(token), openProject())
  }, [token])
  useEffect(() => {
    if (phase === 'refused') dropToken()
  }, [phase])

  if (token === null && !asksUser) return <Splash />
  if (token === null || phase === 'refused') {
    return (
      <TokenScreen
        refused={phase === 'refused'}
        onToken={(given) => {
          keepToken(given)
          // The same token again is a new attempt, too.
          if (given === token) void start(new HttpTransport(given), openProject())
          else setToken(given)
        }}
      />
    )
  }
  return <Connected retry={() => void start(new HttpTransport(token), openProject())} />
}

/** The page in the desktop window, which needs no token. */
export function DesktopApp({ transport }: { transport: Transport }) {
  useEffect(followTheme, [])
  useEffect(() => void start(transport, openProject()), [transport])
  return <Connected retry={() => void start(transport, openProject())} />
}

function Connected({ retry }: { retry: () => void }) {
  const phase = useConnection((state) => state.phase)
  const error = useConnection((state) => state.error)
  if (phase === 'failed') {
    return (
      <div className="grid h-full place-items-center">
        <EmptyState
          title={t('OpenLinear cannot be reached')}
          action={
            <>
              <Button variant="primary" onClick={retry}>
                {t('Try again')}
              </Button>
              <CopyDetails details={() => errorDetails({ code: 'NOT_REACHED', message: error ?? '' })} />
            </>
          }
        >
          {error}
        </EmptyState>
      </div>
    )
  }
  if (phase === 'loading') return <Splash />
  return (
    <Direction.Provider dir={isTurned() ? 'rtl' : 'ltr'}>
      <TooltipProvider>
        <RouterProvider router={router} />
        <Suspense fallback={null}>
          <Toaster />
        </Suspense>
      </TooltipProvider>
    </Direction.Provider>
  )
}
