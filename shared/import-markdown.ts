import { ImportGatherer, type ParsedImport } from './import-draft.ts'
import { priorityOf, statusOf } from './import-values.ts'

/** A heading of more words than this is a sentence, and no label. */
const MOST_WORDS = 4
const MOST_LABEL = 40

/** What holds for the items under a heading. */
interface Heading {
  level: number
  status?: string
  priority?: string
  label?: string
}

interface Item {
  line: number
  /** Columns before its marker, and before its text. */
  indent: number
  content: number
  title: string
  /** Lines of its description. */
  text: string[]
  status: string
  priority: string
  labels: string[]
  parent: Item | null
  /** Its place among the drafts, once it is one. */
  index: number | null
}

const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/
const ITEM = /^( *)([-*+]|\d{1,9}[.)])(?:( +)(.*))?$/
const BOX = /^\[([ xX\-~/])\](?: +|$)/
const FENCE = /^ *(`{3,}|~{3,})/
const RULE = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/

/** What stands in a box. `/` and `~` are what some editors write for something begun. */
const BOXES: Record<string, string> = {
  x: 'done',
  X: 'done',
  '-': 'cancelled',
  '/': 'in progress',
  '~': 'in progress',
}

/**
 * Tasks of a Markdown list, line by line: an item is a task, an item below it one that is part of it, and text below
 * an item its description. A heading is the status or the priority of what follows when it is called like one, else a
 * label. A first one that stands above all others is what the list is called.
 */
export function parseMarkdown(text: string): ParsedImport {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const reader = readLines(lines, true)
  // One that has others beside it is a section as they are.
  return (reader.hasSections ? readLines(lines, false) : reader).finish()
}

function readLines(lines: readonly string[], mayBeTitle: boolean): ListReader {
  const reader = new ListReader(mayBeTitle)
  for (const [index, line] of lines.entries()) reader.read(expandTabs(line), index + 1)
  return reader
}

/** Tabs ahead of the text, to the next of every four columns. */
function expandTabs(line: string): string {
  const [lead = ''] = /^[ \t]*(?:[-*+]\t|\d{1,9}[.)]\t)?[ \t]*/.exec(line) ?? []
  if (!lead.includes('\t')) return line
  let spaced = ''
  for (const letter of lead) spaced += letter === '\t' ? ' '.repeat(4 - (spaced.length % 4)) : letter
  return spaced + line.slice(lead.length)
}

class ListReader {
  readonly #gatherer = new ImportGatherer()
  #headings: Heading[] = []
  /** The item that is open, within those that hold it. */
  #item: Item | null = null
  /** What is read of the outermost open item, itself first. */
  #read: Item[] = []
  /** The code that is open. */
  #fence: { mark: string; line: number } | null = null
  #isAfterBlank = false
  /** First line of a paragraph that belongs to no item. */
  #stray: { line: number; text: string } | null = null
  #isFirstHeading = true
  readonly #mayBeTitle: boolean
  #hasTitle = false
  #hasSections = false

  /** @param mayBeTitle whether a first heading of the highest level is what the list is called */
  constructor(mayBeTitle: boolean) {
    this.#mayBeTitle = mayBeTitle
  }

  /** It was taken for what the list is called, and there are labels of the same level. */
  get hasSections(): boolean {
    return this.#hasSections
  }

  read(line: string, at: number): void {
    if (line.trim() === '') return this.#blank()
    const indent = line.length - line.trimStart().length
    if (this.#fence !== null) {
      // Code is no list, whatever it looks like. It ends with the item that holds it.
      const isOut = this.#item !== null && indent < this.#item.content && !FENCE.test(line)
      if (!isOut) return this.#code(line, indent)
      this.#fence = null
    }
    const item = ITEM.exec(line)
    const isBelow = this.#item !== null && indent >= this.#item.content
    if (!isBelow && RULE.test(line)) return this.#close()
    const heading = isBelow ? null : HEADING.exec(line)
    if (heading !== null) return this.#heading(heading[1]?.length ?? 1, line.trim(), at)
    // Four columns beyond the text of an item is code. By itself a list may be indented as a whole.
    const most = this.#item === null ? Number.POSITIVE_INFINITY : this.#item.content + 4
    if (item !== null && indent < most) return this.#begin(item, at)
    this.#text(line, indent, at)
  }

  finish(): ParsedImport {
    if (this.#fence !== null && this.#item === null) {
      this.#gatherer.problem(
        this.#fence.line,
        'This code is never closed: all that follows is part of it, and left out.',
      )
    }
    this.#close()
    if (this.#gatherer.count === 0) {
      this.#gatherer.problem(null, 'No list item was found. One looks like this: - [ ] Mend the door')
    }
    return this.#gatherer.finish()
  }

  #blank(): void {
    this.#isAfterBlank = true
    this.#tellStray()
    this.#item?.text.push('')
  }

  #code(line: string, indent: number): void {
    this.#item?.text.push(line.slice(Math.min(this.#item.content, indent)))
    const mark = line.trim()
    if (this.#fence !== null && /^(?:`+|~+)$/.test(mark) && mark.startsWith(this.#fence.mark))
      this.#fence = null
  }

  #heading(level: number, line: string, at: number): void {
    this.#close()
    this.#headings = this.#headings.filter((one) => one.level < level)
    const isTitle = this.#mayBeTitle && this.#isFirstHeading && level === 1
    this.#isFirstHeading = false
    const name = headingName(line)
    if (name === '') return
    const words = name.split(/\s+/).length
    if (statusOf(name) !== null) this.#headings.push({ level, status: name })
    else if (priorityOf(name) !== null) this.#headings.push({ level, priority: name })
    else if (isTitle) {
      this.#hasTitle = true
      this.#gatherer.problem(
        at,
        `“${shortened(name)}” is taken for what the list is called, so no task has it for a label.`,
      )
    } else if (name.length <= MOST_LABEL && words <= MOST_WORDS) {
      if (level === 1 && this.#hasTitle) this.#hasSections = true
      this.#headings.push({ level, label: name })
    } else
      this.#gatherer.problem(at, 'The heading is called like no status, and too long for a label: left out.')
  }

  #begin([, lead = '', marker = '', space = '', rest = '']: RegExpExecArray, at: number): void {
    this.#tellStray()
    const indent = lead.length
    // It is below another item when it begins beyond that one's marker.
    while (this.#item !== null && indent <= this.#item.indent + 1) this.#item = this.#item.parent
    const parent = this.#item
    if (parent === null) this.#flush()
    const box = BOX.exec(rest)
    const held = Object.assign({ status: '', priority: '' }, ...this.#headings) as Pick<
      Item,
      'status' | 'priority'
    >
    this.#item = {
      line: at,
      indent,
      content: indent + marker.length + (space.length > 4 || space === '' ? 1 : space.length),
      title: box === null ? rest : rest.slice(box[0].length),
      text: [],
      status: BOXES[box?.[1] ?? ''] ?? held.status,
      priority: held.priority,
      labels: this.#headings.flatMap(({ label }) => label ?? []),
      parent,
      index: null,
    }
    this.#read.push(this.#item)
    this.#isAfterBlank = false
  }

  #text(line: string, indent: number, at: number): void {
    // After a blank line only what is indented belongs to an item still.
    const last = this.#item
    while (this.#item !== null && this.#isAfterBlank && indent < this.#item.indent + 2)
      this.#item = this.#item.parent
    // Behind what stands below an item its text goes on with a paragraph of its own.
    if (this.#item !== last && (this.#item?.text.at(-1) ?? '') !== '') this.#item?.text.push('')
    this.#isAfterBlank = false
    const mark = FENCE.exec(line)?.[1]
    if (mark !== undefined) this.#fence = { mark, line: at }
    if (this.#item === null) this.#stray ??= { line: at, text: line.trim() }
    else this.#item.text.push(line.slice(Math.min(indent, this.#item.content)))
  }

  /** Nothing that follows belongs to what is open. */
  #close(): void {
    this.#tellStray()
    this.#item = null
    this.#fence = null
    this.#isAfterBlank = false
    this.#flush()
  }

  /** Makes drafts of what was read, in its order: what holds an item comes before it. */
  #flush(): void {
    for (const item of this.#read) {
      // It may begin on the line below its marker.
      if (item.title.trim() === '')
        item.title = item.text.splice(0, 1 + item.text.findIndex((line) => line !== '')).join(' ')
      // A title is no place for an address: the description keeps it.
      const links = item.title.match(LINK) ?? []
      let { parent } = item
      while (parent !== null && parent.index === null) ({ parent } = parent)
      item.index = this.#gatherer.add({
        line: item.line,
        title: plainText(item.title),
        description: [...(links.length > 0 ? [links.join(' '), ''] : []), ...item.text].join('\n'),
        status: item.status,
        priority: item.priority,
        labels: item.labels,
        parent: parent?.index ?? null,
      })
    }
    this.#read = []
  }

  #tellStray(): void {
    if (this.#stray === null) return
    const { line, text } = this.#stray
    this.#stray = null
    this.#gatherer.problem(line, `Not part of a list item, so left out: “${shortened(text)}”`)
  }
}

const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text)

/** The words of a heading, without the marks around them. */
function headingName(line: string): string {
  let from = 0
  let to = line.length
  while (line[from] === '#') from += 1
  while (to > from && line[to - 1] === '#') to -= 1
  return plainText(line.slice(from, to)).replace(/:$/, '').trim()
}

const LINK = /!?\[[^[\]\n]{1,300}\]\([^()\s]{1,2000}\)|<https?:\/\/[^<>\s]{1,2000}>/g

/** A line without the marks of links and of bold text. Code keeps its own. */
const plainText = (text: string) =>
  text
    .replaceAll(/!?\[([^[\]\n]{1,300})\]\([^()\s]{1,2000}\)/g, '$1')
    .replaceAll(/<(https?:\/\/[^<>\s]{1,2000})>/g, '$1')
    .replaceAll(/(\*\*|__)(?=\S)([^*_\n]{1,500})\1/g, '$2')
    .trim()
