import { isAbsolute, join } from 'node:path'
import { scriptBlock, type CallStep, type ProseStep } from './script.ts'

/** A tool call as the API streams it; `arguments` is JSON text, or on purpose none. */
export interface WireToolCall {
  id: string
  name: string
  arguments: string
}

/** A streamed piece of prose and how long to wait after it, in milliseconds. */
export interface Piece {
  field: 'content' | 'reasoning_content'
  text: string
  delayMs: number
}

/** Cuts a prose step into the pieces it is streamed in. */
export function piecesOf(step: ProseStep, defaultDelayMs: number): Piece[] {
  if ('deltas' in step)
    return Array.from({ length: step.deltas }, (_, index) => ({
      field: 'content',
      text: `${index} `,
      delayMs: 0,
    }))
  const text = 'text' in step ? step.text : step.reasoning
  const field = 'text' in step ? 'content' : 'reasoning_content'
  const delayMs = step.delayMs ?? defaultDelayMs
  const texts = step.chunks === undefined ? (text.match(/\S+\s*|\s+/g) ?? []) : cut(text, step.chunks)
  return texts.map((piece) => ({ field, text: piece, delayMs }))
}

function cut(text: string, count: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / count))
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )
}

/** Turns a step into a call of OpenCode 1.18's tools. */
export function toolCall(step: CallStep, id: string, directory: string | null): WireToolCall {
  const call = (name: string, input: unknown): WireToolCall => ({
    id,
    name,
    arguments: JSON.stringify(input),
  })
  if ('malformedTool' in step) return { id, name: 'write', arguments: '{"filePath": "broken' }
  if ('todo' in step) {
    const todos = step.todo.map(([content, status]) => ({ content, status, priority: 'medium' }))
    return call('todowrite', { todos })
  }
  if ('task' in step) {
    const { description, prompt, agent, script } = step.task
    const text = script === undefined ? prompt : `${prompt}\n\n${scriptBlock(script)}`
    return call('task', { description, prompt: text, subagent_type: agent })
  }
  if ('question' in step) {
    const { text, header = 'Question', options: labels, ...rest } = step.question
    const options = labels.map((label) => ({ label, description: label }))
    return call('question', { questions: [{ question: text, header, options, ...rest }] })
  }
  return call(step.tool, absolutePaths(step.input, directory))
}

function absolutePaths(input: Record<string, unknown>, directory: string | null): Record<string, unknown> {
  if (directory === null) return input
  const result = { ...input }
  for (const key of ['filePath', 'path']) {
    const value = result[key]
    if (typeof value === 'string' && !isAbsolute(value)) result[key] = join(directory, value)
  }
  return result
}
