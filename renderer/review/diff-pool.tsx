import { WorkerPoolContextProvider } from '@pierre/diffs/react'
import type { ReactNode } from 'react'
import { CODE_THEMES } from './code-themes.ts'

const poolOptions = {
  workerFactory: () =>
    new Worker(new URL('@pierre/diffs/worker/worker.js', import.meta.url), { type: 'module' }),
  poolSize: 2,
}
const highlighterOptions = {
  theme: CODE_THEMES,
  lineDiffType: 'word' as const,
}

/** Code is coloured in workers: the page never waits for it. */
export const DiffPool = ({ children }: { children: ReactNode }) => (
  <WorkerPoolContextProvider poolOptions={poolOptions} highlighterOptions={highlighterOptions}>
    {children}
  </WorkerPoolContextProvider>
)
