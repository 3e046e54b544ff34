import { parentWords } from './batch-words.ts'
import { namedCommits, namedFiles } from './named-files.ts'

/** What a combined run has said of one of its tasks. */
export interface ReportedTask {
  /** `missing`: the report does not speak of it. */
  said: 'done' | 'not_done' | 'missing'
  /** Of the changed files, those that it names for the task. */
  files: string[]
  /** Of the run's commits, those that it names for the task. */
  commits: string[]
  /** Its own words, on one line. */
  words: string
}

/** What the run has really done. */
export interface Work {
  /** Paths that differ between base and head. */
  files: readonly string[]
  /** Between base and head, in full. */
  commits: readonly string[]
}

/** A part of the closing words that is about some tasks. */
interface Entry {
  /** In capitals. */
  names: string[]
  /** What stands before the names: a check box, a mark. */
  lead: string
  /** What stands behind the names. */
  rest: string
  body: string[]
}

/** Longer words are cut: the report stands at the end. */
const LONGEST = 200_000
const LONGEST_WORDS = 300

/**
 * Reads the closing words of a combined run, which ought to end with a report. Models are sloppy, so it is found in
 * lists, tables, headings and plain lines, with whatever marks. Of several entries the last one says how it stands,
 * and all of them what belongs to it.
 *
 * @returns by identifier as it is given
 */
export function readReport(
  closing: string | null,
  tasks: readonly { identifier: string; title: string }[],
  work: Work,
): Map<string, ReportedTask> {
  const keys = new Set(tasks.map(({ identifier }) => identifier.toUpperCase().replace(/\d+$/, '')))
  const entries = entriesOf((closing ?? '').slice(-LONGEST), keys)
  return new Map(
    tasks.map(({ identifier, title }): [string, ReportedTask] => {
      const own = entries.filter(({ names }) => names.includes(identifier.toUpperCase()))
      if (own.length === 0) return [identifier, { said: 'missing', files: [], commits: [], words: '' }]
      const said = own.map((entry) => statusOf(entry, title)).findLast((one) => one !== null) ?? 'done'
      const text = own.map(({ rest, body }) => [rest, ...body].join('\n')).join('\n')
      return [
        identifier,
        {
          said,
          files: namedFiles(text, work.files),
          commits: namedCommits(text, work.commits),
          words: wordsOf(own.at(-1), title),
        },
      ]
    }),
  )
}

const BOX = String.raw`\[[ xX✓✔]?\]`
/** What may stand before a name: marks of lists, tables and headings, boxes, signs, and a word such as “Task”. */
const LEAD = new RegExp(
  String.raw`^(?:${BOX}|\d{1,3}[.)]|\s|[>#|*+•·–—_~\x60(\[-]|\p{Extended_Pictographic}|\uFE0F|[✓✗✘]|(?:task|ticket|issue)\b:?)*`,
  'iu',
)
const NAME = /^([a-z][a-z0-9]{0,7}-\d{1,9})(?![a-z0-9]|_[a-z0-9]|-\w|\.\d)[*_~`\])]*/i
const AND = /^\s*(?:,|\/|&|\+|and\b)(?:\s*(?:and|&)\b)?\s*[*_~`[(]*/i

function entriesOf(text: string, keys: ReadonlySet<string>): Entry[] {
  const entries: Entry[] = []
  let open: { entry: Entry; isHeading: boolean; indent: number; isItem: boolean } | null = null
  let isAfterBlank = false
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    if (/^\s*(?:```|~~~)/.test(line)) continue
    if (line.trim() === '') {
      isAfterBlank = true
      continue
    }
    const indent = line.length - line.trimStart().length
    const isHeading = /^\s*#{1,6}\s/.test(line) || /^\s*\*\*[^*]+\*\*:?\s*$/.test(line)
    const isItem = /^\s*(?:[-*+•|]|\d{1,3}[.)])/.test(line) && !isHeading
    const head = headOf(line, keys)
    const isUnder = isAfterBlank ? indent >= 2 : !(isItem && open?.isItem === true && indent <= open.indent)
    isAfterBlank = false
    if (head !== null) {
      entries.push(head)
      open = { entry: head, isHeading, indent, isItem }
    } else if (isHeading || /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) open = null
    else if (open?.isHeading === true || (open !== null && isUnder)) open.entry.body.push(line)
    else open = null
  }
  return entries
}

/** A line that begins with the name of a task, or with several; null for every other. */
function headOf(line: string, keys: ReadonlySet<string>): Entry | null {
  const [lead = ''] = LEAD.exec(line) ?? []
  const names: string[] = []
  let rest = line.slice(lead.length)
  for (let next: string | null = rest; next !== null; ) {
    const [all = '', name] = NAME.exec(next) ?? []
    if (name === undefined) break
    names.push(name.toUpperCase())
    rest = next.slice(all.length)
    const and = AND.exec(rest)
    next = and === null ? null : rest.slice(and[0].length)
  }
  // One of another batch ends what is said of the one before it.
  if (!names.some((name) => keys.has(name.replace(/\d+$/, '')))) return null
  // “APP-1 was hard to do” is prose.
  const isMarked = /\S/.test(lead) || /^\s*(?:$|[:：=|>(→,.]|[-–—]+\s)/.test(rest) || statusIn(rest) !== null
  return isMarked ? { names, lead, rest, body: [] } : null
}

const DONE = String.raw`done|completed?|finished|implemented|fixed|resolved|success(?:ful)?|yes|ok|✅|✔|✓|☑|\[[xX✓✔]\]`
const NOT_DONE = [
  String.raw`(?:not|never)[\s_-]+(?:\w+[\s_-]+){0,2}?(?:do(?:ne|able|ing)?|completed?|finished|implemented|fixed|resolved|started|begun|possible|needed|applicable|attempted)`,
  String.raw`(?:is|was|has|could|did|does|do|ca|wo)n['’]t`,
  String.raw`undone|incomplete|unfinished|(?:partial|near|most)(?:ly)?|almost|half|failed|failure|skipped|blocked|pending|to[\s-]?do|in progress|wip|cannot|could not|unable|no (?:changes?|work)|none|nothing|left out|abandoned|deferred|❌|✗|✘|⬜|☐|🚧|\[ ?\]`,
].join('|')
const FILLER = String.raw`(?:[\p{P}\s]|(?:status|state|result|now|all|fully|is|was|are|were|still|it)\b)*?`
const SAID = new RegExp(String.raw`^${FILLER}\s*(?:(${NOT_DONE})|(${DONE}))(?![\p{L}\p{N}])`, 'iu')

/** How a few words begin: with a status, or with something else. */
function statusIn(words: string): 'done' | 'not_done' | null {
  const plain = words.replace(/[*_~`]+/g, '').trim()
  const found = SAID.exec(plain)
  if (found === null) return null
  return found[1] === undefined ? 'done' : 'not_done'
}

function statusOf({ lead, rest, body }: Entry, title: string): 'done' | 'not_done' | null {
  for (const line of body) {
    const [, value] = /^[^\p{L}]*(?:status|state|result)[*_]*\s*[:：=—–-]+(.*)$/iu.exec(line) ?? []
    const said = value === undefined ? null : statusIn(value)
    if (said !== null) return said
  }
  const box = new RegExp(String.raw`${BOX}|[✅✔✓☑❌✗✘⬜☐🚧]`, 'u').exec(lead)?.[0]
  const parts = [
    box ?? '',
    ...partsOf(withoutTitle(rest, title)),
    ...body.map((line) => line.replace(/^[\s>*+•-]+/, '')),
  ]
  return parts.map(statusIn).find((said) => said !== null) ?? null
}

/** What stands between the marks of a line. */
const partsOf = (line: string) => line.split(/[:：|()—–→]|\s-+\s/)

/** A title may say what a status says. */
function withoutTitle(text: string, title: string): string {
  const at = title.trim() === '' ? -1 : text.toLowerCase().indexOf(title.trim().toLowerCase())
  return at < 0 ? text : `${text.slice(0, at)} — ${text.slice(at + title.trim().length)}`
}

function wordsOf(entry: Entry | undefined, title: string): string {
  if (entry === undefined) return ''
  const text = [withoutTitle(entry.rest, title), ...entry.body].join(' ')
  const line = text
    .replaceAll(/[*_~`#|]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s:：=>)\]—–.,-]+/, '')
    .trim()
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS).trimEnd()}…` : line
}

/** Whether the work of a task is in the branch, with what shows it, or why it is not taken for it. */
export type TaskOutcome =
  | { kind: 'in'; evidence: string }
  | { kind: 'out'; code: 'not_reported' | 'parent_left_out'; message: string }

/** A task as it is judged. */
export interface JudgedTask {
  id: string
  identifier: string
  /** Of the same batch. */
  dependsOn: readonly string[]
}

/**
 * Says of each task whether the run has carried it out. The report's word needs evidence: a file or a commit that it
 * names and that is there. Where there is no report at all the project's check speaks for all of them.
 *
 * @param tasks parents first
 * @param leftOut tasks of the batch that were left out before
 */
export function judgeTasks(
  tasks: readonly JudgedTask[],
  report: ReadonlyMap<string, ReportedTask>,
  { checkPassed, leftOut }: { checkPassed: boolean; leftOut: ReadonlyMap<string, string> },
): Map<string, TaskOutcome> {
  const isMissing = tasks.every(({ identifier }) => (report.get(identifier)?.said ?? 'missing') === 'missing')
  const outcomes = new Map<string, TaskOutcome>()
  const out = new Map(leftOut)
  for (const task of tasks) {
    const parent = task.dependsOn.map((id) => out.get(id)).find((name) => name !== undefined)
    const outcome =
      parent === undefined
        ? judge(task, report.get(task.identifier), isMissing ? checkPassed : null)
        : {
            kind: 'out' as const,
            code: 'parent_left_out' as const,
            message: parentWords(parent, 'skipped'),
          }
    outcomes.set(task.id, outcome)
    if (outcome.kind === 'out') out.set(task.id, task.identifier)
  }
  return outcomes
}

/** @param check what the check said where there is no report; null = there is one */
function judge(
  { identifier }: JudgedTask,
  reported: ReportedTask | undefined,
  check: boolean | null,
): TaskOutcome {
  const no = (message: string): TaskOutcome => ({ kind: 'out', code: 'not_reported', message })
  if (check === true) return { kind: 'in', evidence: 'No report; the check passed' }
  if (check === false)
    return no('The agent ended without a report, and no check has passed that would speak for its work.')
  if (reported === undefined || reported.said === 'missing')
    return no(`The agent’s report says nothing of ${identifier}.`)
  const { said, files, commits, words } = reported
  if (said === 'not_done')
    return no(words === '' ? 'The agent says that it is not done.' : `The agent says of it: ${words}`)
  if (files.length > 0) return { kind: 'in', evidence: `Reported with ${someOf(files)}` }
  if (commits.length > 0)
    return { kind: 'in', evidence: `Reported with ${someOf(commits.map((commit) => commit.slice(0, 7)))}` }
  const more = words === '' ? '' : ` Its words: ${words}`
  return no(`The agent says that it is done, and names no file or commit for it that there is.${more}`)
}

const someOf = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
