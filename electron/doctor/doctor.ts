import type { DoctorReport } from '#shared/doctor.ts'
import { AppError } from '#shared/errors.ts'
import type { Github } from '../github/github.ts'
import { type BundleSubjects, makeBundle } from './bundle.ts'
import { carryOut } from './check.ts'
import { checksOf, type Subjects } from './checks.ts'

/** Looks whether all is well with what the host needs. */
export interface Doctor {
  /** All checks at once, each with its own time limit; none can fail the report. */
  report(): Promise<DoctorReport>
  /** What a helper needs to know, redacted; see {@link makeBundle}. */
  bundle(): Promise<{ at: string } & Record<string, unknown>>
  /** Every text that must not leave the machine, as far as it is known. */
  secrets(): Promise<string[]>
  /** A text that is one of them, such as the shell's token. */
  hide(secret: string): void
}

export type DoctorOptions = Omit<Subjects, 'secrets'> &
  BundleSubjects & {
    /** It has secrets of its own while somebody signs in. */
    github: Pick<Github, 'secrets'>
  }

export function createDoctor(options: DoctorOptions): Doctor {
  const { secrets } = options.platform
  const hidden = new Set<string>()

  async function report(): Promise<DoctorReport> {
    const checks = await Promise.all(checksOf({ ...options, secrets }).map(carryOut))
    return { at: new Date().toISOString(), checks }
  }

  /** Every stored key, so that none of them is in a bundle whatever its shape. */
  async function storedSecrets(): Promise<string[]> {
    try {
      const names = await secrets.list('')
      const values = await Promise.all(names.map((name) => secrets.get(name)))
      return values.filter((value) => value !== null)
    } catch (error) {
      // A store that cannot be opened gives nothing away either.
      if (error instanceof AppError && error.code === 'SECRETS_UNAVAILABLE') return []
      throw error
    }
  }

  const allSecrets = async () => [
    ...hidden,
    ...keysIn(process.env),
    ...options.github.secrets(),
    ...(await storedSecrets()),
  ]

  return {
    report,
    bundle: async () => makeBundle(options, await report(), await allSecrets()),
    secrets: allSecrets,
    hide(secret) {
      hidden.add(secret)
    },
  }
}

/** The user's own keys, which a provider may quote in an error. Shorter ones are found in the midst of words. */
const keysIn = (environment: NodeJS.ProcessEnv): string[] =>
  Object.entries(environment).flatMap(([name, value]) =>
    /KEY|TOKEN|SECRET|PASSWORD|PAT$/i.test(name) && value !== undefined && value.length >= 8 ? [value] : [],
  )
