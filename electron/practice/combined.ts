import type { CallStep, Script, ScriptStep } from './script.ts'

const OPENING = /^# \d+ tasks?: /
const SECTION = /^## Task ([A-Z][A-Z0-9]*-\d+): (.*)$/gm
/** What comes after the last section. */
const REST = /^## (?:About this project|How to work)$/m

/**
 * The script for a prompt of several tasks: those of its sections one after the other, and at the end the report that
 * the prompt asks for, unless one of them has its own.
 *
 * @param scriptOf the script of a section
 * @returns null for every other prompt
 */
export function combinedScript(
  prompt: string,
  scriptOf: (section: string, title: string) => Script,
): Script | null {
  if (!OPENING.test(prompt)) return null
  const heads = [...prompt.matchAll(SECTION)]
  const tasks = heads.map((head, index) => {
    const [line, identifier = '', title = ''] = head
    const text = prompt.slice(head.index + line.length, heads[index + 1]?.index)
    const end = index === heads.length - 1 ? text.search(REST) : -1
    return { identifier, steps: scriptOf(end < 0 ? text : text.slice(0, end), title) }
  })
  if (tasks.length === 0) return null
  const steps = tasks.flatMap((task) => task.steps)
  if (steps.some((step) => 'text' in step && /^## Report$/m.test(step.text))) return steps
  const lines = tasks.map(({ identifier, steps: own }) => {
    const files = [...new Set(own.flatMap(filesOf))]
    const said = files.length === 0 ? 'not done — nothing was changed for it' : `done — ${files.join(', ')}`
    return `- ${identifier}: ${said}`
  })
  return [...steps, { text: `\n\n## Report\n\n${lines.join('\n')}` }]
}

/** Files that a step writes; of a command those that its output goes to. */
function filesOf(step: ScriptStep): string[] {
  if ('parallel' in step) return step.parallel.flatMap(filesOfCall)
  return 'tool' in step ? filesOfCall(step) : []
}

function filesOfCall(step: CallStep): string[] {
  if (!('tool' in step)) return []
  const { filePath, command } = step.input
  if (typeof filePath === 'string' && step.tool !== 'read') return [filePath]
  if (typeof command !== 'string') return []
  return Array.from(command.matchAll(/>>?\s*([\w./-]+)/g), ([, file = '']) => file).filter(
    (file) => !file.startsWith('/'),
  )
}
