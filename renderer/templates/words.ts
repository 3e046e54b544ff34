import type { TaskTemplate } from '#shared/templates.ts'

const wordCount = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

/** What is gone with a template, and what is not. */
export function lossWords({ description }: Pick<TaskTemplate, 'description'>): string {
  const count = wordCount(description)
  const text = count === 0 ? '' : `Its description of ${count} ${count === 1 ? 'word' : 'words'} and its`
  return `${text === '' ? 'Its' : text} fields are gone for good. Tasks that began with it stay as they are.`
}

/** What a template begins with, in one line: its title, else the first line of its description. */
export function gist({ title, description }: Pick<TaskTemplate, 'title' | 'description'>): string {
  const firstLine = description.split('\n').find((line) => line.trim() !== '') ?? ''
  return title.trim() !== '' ? title.trim() : firstLine.replace(/^#+\s*/, '').trim()
}
