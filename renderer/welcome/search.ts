/** Where somebody is on the way to the first run. */
export type WelcomeSearch =
  | { step: 'choose' }
  /** With a project the step after it is for that one. */
  | { step: 'check'; project?: string }
  | { step: 'run'; project: string }

/** Reads the address; what is wrong in it leads to the first step. */
export function readWelcomeSearch(raw: Record<string, unknown>): WelcomeSearch {
  const { step, project } = raw
  const named = typeof project === 'string' && project !== '' ? project : null
  if (step === 'run' && named !== null) return { step, project: named }
  if (step === 'check') return named === null ? { step } : { step, project: named }
  return { step: 'choose' }
}
