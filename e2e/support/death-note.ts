/**
 * What the kill switch says on a host's standard error before it kills it, by which a death of its making is told
 * from every other.
 */
export const deathNote = (at: string): string => `killed at ${at}\n`
