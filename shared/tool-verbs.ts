// Page and host read it, so nothing of zod may stand here.
import { t } from './strings/t.ts'

/** What one of OpenCode's tools does, in words: while it is at it, and after. A shell line speaks for itself. */
export function toolVerbs(tool: string): { now: string; done: string } | undefined {
  switch (tool) {
    case 'read':
      return { now: t('Reading'), done: t('Read') }
    case 'list':
      return { now: t('Listing'), done: t('Listed') }
    case 'grep':
      return { now: t('Searching'), done: t('Searched') }
    case 'codesearch':
      return { now: t('Searching code for'), done: t('Searched code for') }
    case 'glob':
      return { now: t('Looking for'), done: t('Looked for') }
    case 'edit':
    case 'multiedit':
      return { now: t('Editing'), done: t('Edited') }
    case 'write':
      return { now: t('Writing'), done: t('Wrote') }
    case 'apply_patch':
    case 'patch':
      return { now: t('Patching'), done: t('Patched') }
    case 'bash':
      return { now: '', done: '' }
    case 'webfetch':
      return { now: t('Fetching'), done: t('Fetched') }
    case 'websearch':
      return { now: t('Searching the web for'), done: t('Searched the web for') }
    case 'question':
      return { now: t('Asks you'), done: t('Asked you') }
    case 'task':
      return { now: t('Sub-agent'), done: t('Sub-agent') }
    case 'todowrite':
      return { now: t('Updating the plan'), done: t('Updated the plan') }
    case 'todoread':
      return { now: t('Reading the plan'), done: t('Read the plan') }
    case 'skill':
      return { now: t('Loading skill'), done: t('Loaded skill') }
    default:
      return undefined
  }
}
