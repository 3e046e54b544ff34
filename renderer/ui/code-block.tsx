import { cloneElement, isValidElement, lazy, type ReactNode, Suspense } from 'react'

// Languages come one by one, each when a text has it.
const HighlightedCode = lazy(() => import('./highlighted-code.tsx'))

/** Tells the renderer that the code in it is no code within a line. */
const MARK = { 'data-block': 'true' }

/** A block of code. */
export const Pre = ({ children }: { children?: unknown }) => (
  <pre tabIndex={0}>
    {isValidElement<object>(children) ? cloneElement(children, MARK) : (children as ReactNode)}
  </pre>
)

/** The code in it, in the colours of the language that its fence names. It is as high without them. */
export function BlockCode({ children, className }: { children?: unknown; className?: string | undefined }) {
  const language = /(?:^|\s)language-(\S+)/.exec(className ?? '')?.[1]
  return (
    <code className={className}>
      {language !== undefined && typeof children === 'string' ? (
        <Suspense fallback={children}>
          <HighlightedCode code={children} language={language} />
        </Suspense>
      ) : (
        (children as ReactNode)
      )}
    </code>
  )
}
