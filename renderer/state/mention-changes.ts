import type { Change } from './entity-store.ts'

/** What of the feed is about them: a comment that becomes one is told whole. */
export const mentionChanges = (changes: readonly Change[]): Change[] =>
  changes.flatMap((change): Change[] => {
    const { kind, data } = change
    if (kind === 'deleted') return [change]
    if (data['isMention'] === true && 'author' in data) return [{ ...change, kind: 'created' }]
    return kind === 'created' ? [] : [change]
  })
