import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  isArgumentElement,
  isLiteralElement,
  isPoundElement,
  isPluralElement,
  isSelectElement,
  isTagElement,
  type MessageFormatElement,
  parse,
} from '@formatjs/icu-messageformat-parser'
import { parseAst } from 'vite'
import { ROOT } from '#electron/launch/root.ts'

/** Every text of the page, as a translator gets it: the English text, and the files in which it stands. */
export type Catalogue = Record<string, string[]>

export type Gathered = {
  texts: string[]
  /** What a translator could not work with, each with its line. */
  problems: string[]
}

export const CATALOGUE = join(ROOT, 'shared', 'strings', 'en.json')

/** A node of an ESTree; what it holds depends on its type. */
type Node = { type: string; start: number; end: number; [key: string]: unknown }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** Attributes whose text the user sees or hears. */
const SHOWN = new Set([
  'alt',
  'aria-label',
  'confirmLabel',
  'description',
  'hint',
  'label',
  'placeholder',
  'title',
])

/** Names and examples that are the same in every language. */
const SAME =
  /^(OpenLinear|OpenCode|GitHub|Linear|npm [\w ]+|[a-z]*[\d./:@_#=…-][a-z\d./:@_#=…-]*|[A-Z]+-?\d*)$/

const isForReaders = (text: string) => /[a-z]{2}/i.test(text) && !SAME.test(text)

/** The texts of a source file, and what is wrong with them. */
export function gather(source: string, isTsx = true): Gathered {
  const texts: string[] = []
  const problems: string[] = []
  const found = (node: Node, what: string) =>
    problems.push(`line ${source.slice(0, node.start).split('\n').length}: ${what}`)

  const visit = (node: Node) => {
    if (node.type === 'CallExpression' && isNode(node.callee)) {
      const { name } = node.callee
      if (name === 't' || name === 'rich') call(node, name)
    }
    if (node.type === 'JSXText') {
      const text = String(node.value).replaceAll(/&\w+;/g, '').trim()
      if (isForReaders(text)) found(node, `“${text}” is in no catalogue: write {t('…')}`)
    }
    if (node.type === 'JSXAttribute' && isNode(node.name) && isNode(node.value)) {
      const name = String(node.name.name)
      const text = node.value.type === 'Literal' ? String(node.value.value) : ''
      if (SHOWN.has(name) && isForReaders(text))
        found(node, `“${text}” is in no catalogue: write ${name}={t('…')}`)
    }
    for (const value of Object.values(node)) {
      if (isNode(value)) visit(value)
      else if (Array.isArray(value)) for (const one of value) if (isNode(one)) visit(one)
    }
  }

  const call = (node: Node, name: string) => {
    const [first, second] = node.arguments as [Node | undefined, Node | undefined]
    if (first?.type !== 'Literal' || typeof first.value !== 'string') {
      found(node, `${name}() takes its text as it stands: one literal, without parts`)
      return
    }
    const text = first.value
    texts.push(text)
    if (text.trim() !== text) found(node, `“${text}” begins or ends with white space`)
    if (second === undefined) return
    let wanted: Set<string>
    try {
      wanted = namesIn(parse(text, { ignoreTag: name === 't' }))
    } catch (error) {
      found(node, `“${text}” is no ICU message: ${error instanceof Error ? error.message : String(error)}`)
      return
    }
    const given = keysOf(second)
    if (given === null) return
    for (const key of wanted) if (!given.has(key)) found(node, `“${text}” has no value for ${key}`)
    for (const key of given) if (!wanted.has(key)) found(node, `“${text}” does not use ${key}`)
  }

  visit(parseAst(source, { lang: isTsx ? 'tsx' : 'ts' }) as unknown as Node)
  return { texts, problems }
}

/** The names of an object as it is written; null where it cannot be seen. */
function keysOf(node: Node): Set<string> | null {
  if (node.type !== 'ObjectExpression') return null
  const names = new Set<string>()
  for (const property of node.properties as Node[]) {
    if (property.type !== 'Property' || property.computed === true || !isNode(property.key)) return null
    names.add(String(property.key.name ?? property.key.value))
  }
  return names
}

function namesIn(elements: MessageFormatElement[]): Set<string> {
  const names = new Set<string>()
  const add = (more: Set<string>) => {
    for (const name of more) names.add(name)
  }
  for (const element of elements) {
    if (isLiteralElement(element) || isPoundElement(element)) continue
    names.add(element.value)
    if (isArgumentElement(element)) continue
    if (isTagElement(element)) add(namesIn(element.children))
    if (isPluralElement(element) || isSelectElement(element))
      for (const option of Object.values(element.options)) add(namesIn(option.value))
  }
  return names
}

/**
 * The catalogue of files, and what is wrong in them.
 *
 * @param files paths from the root of the repository
 */
export function catalogueOf(files: string[]): { catalogue: Catalogue; problems: string[] } {
  const places = new Map<string, Set<string>>()
  const problems: string[] = []
  for (const file of files) {
    const found = gather(readFileSync(join(ROOT, file), 'utf8'), file.endsWith('x'))
    problems.push(...found.problems.map((problem) => `${file}, ${problem}`))
    for (const text of found.texts) places.set(text, (places.get(text) ?? new Set()).add(file))
  }
  const sorted = [...places].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return {
    catalogue: Object.fromEntries(sorted.map(([text, where]) => [text, [...where].toSorted()])),
    problems,
  }
}

/** The catalogue as it is written. */
export const written = (catalogue: Catalogue): string => `${JSON.stringify(catalogue, null, 2)}\n`

/** Writes it anew. @returns the exit code */
export function writeCatalogue(files: string[]): number {
  const { catalogue, problems } = catalogueOf(files)
  for (const problem of problems) console.error(problem)
  writeFileSync(CATALOGUE, written(catalogue))
  console.log(`${Object.keys(catalogue).length} texts in ${CATALOGUE}`)
  return problems.length === 0 ? 0 : 1
}
