import { withClosingLine } from './closing-words.ts'
import { cut, quiet, quietLine } from './untrusted.ts'

/** One task as a pull request tells of it. */
export interface TaskWork {
  identifier: string
  title: string
  description: string
  /** The agent's closing words. */
  summary: string | null
}

/** What a pull request is about. */
export interface Work {
  tasks: readonly TaskWork[]
  /** Nothing is said to have passed that nobody has run. */
  checks: readonly { command: string; passed: boolean; what: string }[]
  files: readonly { path: string; additions: number; deletions: number }[]
  /** Of a batch: what is not in it, and why. */
  skipped: readonly { identifier: string; title: string; reason: string }[]
  /** Of a batch: files that overlapped, and who decided. */
  resolved: readonly { identifier: string; files: readonly string[]; byAgent: boolean }[]
  /** US dollars; null = not to be told. */
  cost: number | null
  /** The line that closes the issues of its tasks; null = they have none. */
  closing: string | null
}

/** GitHub takes no more characters. */
export const LONGEST_BODY = 65_536
export const LONGEST_TITLE = 256
/** So much of a task's description and of an agent's words, and so many files, while there is room for it. */
const TEXT = 4_000
const FILES = 50

/** What the pull request of some work is called. */
export function buildTitle(tasks: readonly Pick<TaskWork, 'identifier' | 'title'>[]): string {
  const [first, ...others] = tasks
  if (first === undefined) return 'Work of a batch'
  if (others.length === 0) return cut(`${first.identifier}: ${oneLine(first.title)}`, LONGEST_TITLE)
  return cut(
    `${tasks.length} tasks: ${tasks.map(({ title }) => oneLine(title)).join('; ')}`,
    Math.min(LONGEST_TITLE, 120),
  )
}

/**
 * What the pull request of some work says.
 *
 * @param template the repository's own: our words stand under its heading for a description if it has one, else
 *   before it
 */
export function buildBody(work: Work, template: string | null): string {
  const place = template === null ? null : placeIn(template)
  // A large batch says less of each task.
  for (let text = TEXT, files = FILES; ; text = Math.floor(text / 2), files = Math.floor(files / 2)) {
    const words = inTemplate(sections(work, { text, files, level: place?.level ?? 2 }), template, place)
    const body = work.closing === null ? words : withClosingLine(words, work.closing)
    if (body.length <= LONGEST_BODY) return body
    if (text < 100) return cutBody(body)
  }
}

/** Words that are too long for GitHub, cut, which they say themselves. */
export function cutBody(body: string): string {
  if (body.length <= LONGEST_BODY) return body
  const note = `\n\n*Cut: GitHub takes at most ${LONGEST_BODY.toLocaleString('en')} characters.*`
  return `${body.slice(0, LONGEST_BODY - note.length).toWellFormed()}${note}`
}

interface Measure {
  text: number
  files: number
  level: number
}

function sections(work: Work, { text, files, level }: Measure): string {
  const heading = (words: string, deeper = 0) => `${'#'.repeat(Math.min(6, level + deeper))} ${words}`
  const isOne = work.tasks.length === 1
  const parts = work.tasks.flatMap((task) => [
    ...(isOne ? [] : [heading(`${task.identifier}: ${quietLine(task.title)}`)]),
    ...taskWords(task, text),
  ])
  parts.push(heading('Checks'), checkWords(work))
  parts.push(heading('Files changed'), fileWords(work, files))
  if (work.resolved.length > 0)
    parts.push(
      heading('Conflicts resolved'),
      list(
        work.resolved.map(({ identifier, files: names, byAgent }) => {
          const who = byAgent ? 'by an agent' : 'as before (`git rerere`)'
          return `${identifier}: ${names.slice(0, 20).map(code).join(', ')}, ${who}`
        }),
      ),
    )
  if (work.skipped.length > 0)
    parts.push(
      heading('Not in here'),
      list(
        work.skipped.map(
          ({ identifier, title, reason }) =>
            `${identifier} ${quietLine(cut(title, 200))}: ${quietLine(cut(reason, 300))}`,
        ),
      ),
    )
  parts.push(endWords(work))
  return parts.join('\n\n')
}

function taskWords({ description, summary }: TaskWork, most: number): string[] {
  // A quote ends where it ends, whatever stands in it.
  const asked = quiet(cut(description.trim(), most))
  const words = asked === '' ? [] : [asked.replaceAll(/^/gm, '> ').replaceAll(/^> $/gm, '>')]
  const done = quiet(cut((summary ?? '').trim(), most))
  return done === '' ? words : [...words, done]
}

function checkWords({ checks }: Work): string {
  if (checks.length === 0) return 'Unverified: no check was run.'
  return list(
    checks.map(({ command, passed, what }) => `${code(command)} ${passed ? 'passed' : '**failed**'}${what}`),
  )
}

function fileWords({ files }: Work, most: number): string {
  const sum = (of: 'additions' | 'deletions') => files.reduce((all, file) => all + file[of], 0)
  const total = `${files.length} ${files.length === 1 ? 'file' : 'files'}, +${sum('additions')} −${sum('deletions')}`
  const named = files
    .slice(0, most)
    .map(({ path, additions, deletions }) => `${code(path)} +${additions} −${deletions}`)
  const more = files.length - named.length
  if (more > 0) named.push(`… and ${more} more`)
  if (named.length <= 5) return `${total}\n\n${list(named)}`
  return `<details><summary>${total}</summary>\n\n${list(named)}\n\n</details>`
}

function endWords({ tasks, cost }: Work): string {
  const names = tasks.map(({ identifier }) => identifier).join(', ')
  const spent = cost === null ? '' : ` Agents cost $${cost.toFixed(2)}.`
  return `<sub>${names}, carried out by agents with OpenLinear.${spent}</sub>`
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n')
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

/** Text as code on one line, whatever backticks are in it. */
function code(text: string): string {
  const line = oneLine(text)
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([ticks]) => ticks.length))
  const mark = '`'.repeat(longest + 1)
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${mark}${pad}${line}${pad}${mark}`
}

/** Where our words go in a template: after a line, under headings of a level. */
interface Place {
  after: number
  level: number
}

const DESCRIPTION =
  /^(#{1,6})\s+(?:\W+\s*)?(?:description|summary|overview|about|changes?|what(?:'s| is| does)?\b.*|proposed changes?|motivation)\b/i

function placeIn(template: string): Place | null {
  const lines = template.split('\n')
  const after = lines.findIndex((line) => DESCRIPTION.test(line))
  const marks = DESCRIPTION.exec(lines[after] ?? '')?.[1]
  return marks === undefined ? null : { after, level: Math.min(6, marks.length + 1) }
}

function inTemplate(ours: string, template: string | null, place: Place | null): string {
  if (template === null) return ours
  if (place === null) return `${ours}\n\n${template.trim()}`
  const lines = template.trimEnd().split('\n')
  const before = lines.slice(0, place.after + 1)
  const after = lines.slice(place.after + 1)
  return [...before, '', ours, ...(after.length === 0 ? [] : ['', ...after])].join('\n')
}
