import { type Components, defaultRehypePlugins, Streamdown, type StreamdownProps } from 'streamdown'
import { attachmentIdOf } from '#shared/attachment-refs.ts'
import { AttachedFile } from '../attachments/attached-file.tsx'
import { AttachedPicture } from '../attachments/attached-picture.tsx'
import { t } from '../strings/t.ts'
import { BlockCode, Pre } from './code-block.tsx'
import { mentionedIn, mentionTasks, TaskMention } from '../editor/task-mention.tsx'

const components: Components = {
  // Blocks of our own: no toolbar, and nothing that changes height while text streams.
  code: ({ children, className }) => <BlockCode className={className}>{children}</BlockCode>,
  inlineCode: ({ children }) => <code>{children}</code>,
  pre: ({ children }) => <Pre>{children}</Pre>,
  table: ({ children }) => <table>{children}</table>,
  a: ({ children, href }) => {
    const address = typeof href === 'string' ? href : ''
    const identifier = mentionedIn(address)
    if (identifier !== null) return <TaskMention identifier={identifier} />
    const attached = attachmentIdOf(address)
    if (attached !== null) return <AttachedFile id={attached}>{children}</AttachedFile>
    return (
      <a href={address === '' ? undefined : address} target="_blank" rel="noreferrer noopener">
        {children}
      </a>
    )
  },
  img: ({ src, alt }) => {
    const address = typeof src === 'string' ? src : ''
    const words = typeof alt === 'string' ? alt : ''
    const attached = attachmentIdOf(address)
    if (attached !== null) return <AttachedPicture id={attached} name={words} />
    // A picture from elsewhere would tell its host that the text is being read.
    return (
      <a href={address === '' ? undefined : address} target="_blank" rel="noreferrer noopener">
        {words === '' ? t('picture') : words}
      </a>
    )
  },
}

type Plugins = NonNullable<StreamdownProps['rehypePlugins']>
type Schema = {
  protocols?: Record<string, string[]>
  attributes?: Record<string, unknown[]>
  tagNames?: string[]
}

/** What would reach out of the text: names and keys that the page has for something, and where Tab goes next. */
const REACHING_OUT = new Set(['id', 'name', 'htmlFor', 'useMap', 'accessKey', 'tabIndex', 'action', 'method'])
/** Pictures that depend on the screen would be fetched from elsewhere. */
const FETCHING = new Set(['picture', 'source'])

/** The library's own, stricter, but for addresses of attachments. */
function ownSchema({ protocols, attributes, tagNames, ...others }: Schema): Schema {
  const { href = [], src = [] } = protocols ?? {}
  const everywhere = (attributes?.['*'] ?? []).filter((name) => !REACHING_OUT.has(String(name)))
  return {
    ...others,
    protocols: { ...protocols, href: [...href, 'attachment'], src: [...src, 'attachment'] },
    // Footnotes have ids, which begin so.
    attributes: { ...attributes, '*': [...everywhere, ['id', /^user-content-/]] },
    tagNames: (tagNames ?? []).filter((name) => !FETCHING.has(name)),
  }
}

/** The safe ones of the library, and ours behind them. */
const rehypePlugins: Plugins = [
  ...Object.entries(defaultRehypePlugins).map(([name, plugin]): Plugins[number] => {
    if (name !== 'sanitize' || !Array.isArray(plugin)) return plugin
    const [sanitize, schema] = plugin as [Plugins[number], Schema]
    return [sanitize, ownSchema(schema)] as unknown as Plugins[number]
  }),
  mentionTasks,
]

export default function MarkdownRendered({ children, streaming }: { children: string; streaming: boolean }) {
  return (
    <Streamdown
      mode={streaming ? 'streaming' : 'static'}
      components={components}
      rehypePlugins={rehypePlugins}
      controls={false}
      codeBlockMaxHeight={0}
      tableMaxHeight={0}
      className="space-y-0"
    >
      {children}
    </Streamdown>
  )
}
