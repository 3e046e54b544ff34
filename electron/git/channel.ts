import type { CredentialOwner } from './credentials.ts'

/**
 * What one call of git, and all it starts, may ask of us while it runs: on descriptor 3, which only they inherit. It
 * has no name that anybody else could open, and is gone with the call.
 */
export interface Channel {
  /** Has git ask there. */
  env: NodeJS.ProcessEnv
  begin(): ChannelSession
}

/** One git that is at work. */
export interface ChannelSession {
  /** Takes a question, without the empty line at its end; one after the other. */
  answer(question: string): Promise<string>
  /** Whether git was given something to sign in with. */
  readonly wasUsed: boolean
  /** Whose that was; null = nobody's, or not known. */
  readonly owner?: CredentialOwner | null
  /** Git has ended: gives up what is still under way for it. Never fails. */
  close(): Promise<void>
}

/** On Windows a program inherits no more than three descriptors from git, so there it does as the user has it. */
export const CAN_ASK = process.platform !== 'win32'

/** Not what was asked for. */
export const NOTHING = '\n\n'

/** Settings for one call of git, which win over those of all files. */
export function configEnvironment(settings: readonly (readonly [string, string])[]): NodeJS.ProcessEnv {
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...settings.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ])
}
