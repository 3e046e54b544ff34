import type { ReactNode } from 'react'
import { type Components, Streamdown } from 'streamdown'

const components: Components = {
  // Plain blocks of our own: no toolbar, no highlighter to load, nothing that changes height while text streams.
  code: ({ children, className }) => <code className={className}>{children}</code>,
  inlineCode: ({ children }) => <code>{children}</code>,
  pre: ({ children }) => <pre tabIndex={0}>{children as ReactNode}</pre>,
  table: ({ children }) => <table>{children}</table>,
  a: ({ children, href }) => (
    <a href={typeof href === 'string' ? href : undefined} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  // A picture from elsewhere would tell its host that the text is being read.
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer noopener">
      {alt === undefined || alt === '' ? 'picture' : alt}
    </a>
  ),
}

export default function MarkdownRendered({ children, streaming }: { children: string; streaming: boolean }) {
  return (
    <Streamdown
      mode={streaming ? 'streaming' : 'static'}
      components={components}
      controls={false}
      codeBlockMaxHeight={0}
      tableMaxHeight={0}
      className="space-y-0"
    >
      {children}
    </Streamdown>
  )
}
