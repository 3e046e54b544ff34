// Page and host read it, so nothing of zod may stand here.

/** What OpenCode's tools do, in words: while they are at it, and after. A shell line speaks for itself. */
export const TOOL_VERBS: Readonly<Record<string, { now: string; done: string }>> = {
  read: { now: 'Reading', done: 'Read' },
  list: { now: 'Listing', done: 'Listed' },
  grep: { now: 'Searching', done: 'Searched' },
  codesearch: { now: 'Searching code for', done: 'Searched code for' },
  glob: { now: 'Looking for', done: 'Looked for' },
  edit: { now: 'Editing', done: 'Edited' },
  multiedit: { now: 'Editing', done: 'Edited' },
  write: { now: 'Writing', done: 'Wrote' },
  apply_patch: { now: 'Patching', done: 'Patched' },
  patch: { now: 'Patching', done: 'Patched' },
  bash: { now: '', done: '' },
  webfetch: { now: 'Fetching', done: 'Fetched' },
  websearch: { now: 'Searching the web for', done: 'Searched the web for' },
  question: { now: 'Asks you', done: 'Asked you' },
  task: { now: 'Sub-agent', done: 'Sub-agent' },
  todowrite: { now: 'Updating the plan', done: 'Updated the plan' },
  todoread: { now: 'Reading the plan', done: 'Read the plan' },
  skill: { now: 'Loading skill', done: 'Loaded skill' },
}
