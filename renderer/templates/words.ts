import type { TaskTemplate } from '#shared/templates.ts'
import { t } from '../strings/t.ts'

const wordCount = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

/** What is gone with a template, and what is not. */
export function lossWords({ description }: Pick<TaskTemplate, 'description'>): string {
  const count = wordCount(description)
  return count === 0
    ? t('Its fields are gone for good. Tasks that began with it stay as they are.')
    : t(
        'Its description of {count, plural, one {# word} other {# words}} and its fields are gone for good. Tasks that began with it stay as they are.',
        { count },
      )
}

/** What a template begins with, in one line: its title, else the first line of its description. */
export function gist({ title, description }: Pick<TaskTemplate, 'title' | 'description'>): string {
  const firstLine = description.split('\n').find((line) => line.trim() !== '') ?? ''
  return title.trim() !== '' ? title.trim() : firstLine.replace(/^#+\s*/, '').trim()
}
