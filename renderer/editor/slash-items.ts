import { t } from '../strings/t.ts'

/** Something the `/` menu writes. */
export interface SlashItem {
  id: string
  label: string
  /** The signs that it stands for, shown beside it. */
  signs: string
  /** Also found by these. */
  words: readonly string[]
  /**
   * `line` makes the line into something by what it begins with; `block` stands in lines of its own; `act` is done by
   * the editor. In `text` the caret comes to `¦`.
   */
  kind: 'line' | 'block' | 'act'
  text: string
}

export const SLASH_ITEMS: readonly SlashItem[] = [
  { id: 'h1', label: t('Heading 1'), signs: '#', words: ['title', 'h1'], kind: 'line', text: '# ' },
  { id: 'h2', label: t('Heading 2'), signs: '##', words: ['subtitle', 'h2'], kind: 'line', text: '## ' },
  { id: 'h3', label: t('Heading 3'), signs: '###', words: ['h3'], kind: 'line', text: '### ' },
  { id: 'ul', label: t('Bulleted list'), signs: '-', words: ['unordered', 'ul'], kind: 'line', text: '- ' },
  { id: 'ol', label: t('Numbered list'), signs: '1.', words: ['ordered', 'ol'], kind: 'line', text: '1. ' },
  {
    id: 'check',
    label: t('Checklist'),
    signs: '- [ ]',
    words: ['todo', 'tasks', 'box'],
    kind: 'line',
    text: '- [ ] ',
  },
  { id: 'quote', label: t('Quote'), signs: '>', words: ['blockquote', 'cite'], kind: 'line', text: '> ' },
  {
    id: 'code',
    label: t('Code block'),
    signs: '```',
    words: ['fence', 'pre', 'snippet'],
    kind: 'block',
    text: '```\n¦\n```',
  },
  {
    id: 'hr',
    label: t('Divider'),
    signs: '---',
    words: ['rule', 'line', 'separator'],
    kind: 'block',
    text: '---\n¦',
  },
  {
    id: 'table',
    label: t('Table'),
    signs: '| |',
    words: ['grid', 'columns'],
    kind: 'block',
    text: '| ¦ |  |\n| --- | --- |\n|  |  |',
  },
  {
    id: 'file',
    label: t('Image or file…'),
    signs: '',
    words: ['attach', 'picture', 'upload', 'photo'],
    kind: 'act',
    text: '',
  },
  {
    id: 'task',
    label: t('Link to a task…'),
    signs: '#',
    words: ['mention', 'reference', 'issue'],
    kind: 'act',
    text: '#',
  },
]

/** The items that what was typed behind the slash means: names that begin so first, then words in them, then others. */
export function findSlashItems(query: string, items: readonly SlashItem[] = SLASH_ITEMS): SlashItem[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return [...items]
  const rank = (item: SlashItem): number => {
    const label = item.label.toLowerCase()
    if (label.startsWith(wanted)) return 0
    if (label.includes(` ${wanted}`)) return 1
    return item.words.some((word) => word.startsWith(wanted)) ? 2 : 3
  }
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((one) => one.rank < 3)
    .toSorted((a, b) => a.rank - b.rank)
    .map((one) => one.item)
}

const LINE_SIGNS = /^(\s*)(?:#{1,6} |[-*+] \[[ xX]\] |[-*+] |\d{1,9}[.)] |> )?/

/**
 * What choosing an item does to the line in which its slash was typed.
 *
 * @param from where the slash is in `line`
 * @param to the end of what was typed behind it
 * @param around the lines above and below it, which a block must not run into; '' where there is none
 * @returns the line (or lines) as it is then, and where the caret stands in it
 */
export function applySlashItem(
  item: SlashItem,
  line: string,
  from: number,
  to: number,
  around: { above: string; below: string } = { above: '', below: '' },
): { text: string; caret: number } {
  const before = line.slice(0, from)
  const after = line.slice(to)
  if (item.kind === 'line') {
    const [signs = '', indent = ''] = LINE_SIGNS.exec(before) ?? []
    const head = indent + item.text + before.slice(signs.length)
    return { text: head + after, caret: head.length }
  }
  if (item.kind === 'act')
    return { text: before + item.text + after, caret: before.length + item.text.length }
  const isAlone = before.trim() === ''
  // Right below words `---` would make a heading of them.
  const gap = around.above.trim() === '' ? '' : '\n'
  const head = isAlone ? gap : `${before.trimEnd()}\n\n`
  const [start = '', end = ''] = item.text.split('¦')
  // Right below a table words would be a row of it.
  const free = end === '' ? '\n' : '\n\n'
  const rest =
    after.trim() === ''
      ? end === '' || around.below.trim() === ''
        ? ''
        : '\n'
      : `${free}${after.trimStart()}`
  return { text: head + start + end + rest, caret: head.length + start.length }
}
