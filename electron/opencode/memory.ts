import pidusage from 'pidusage'

/** Resident memory of a process in bytes; null when it has ended or the system does not say. */
export async function memoryOf(pid: number): Promise<number | null> {
  try {
    return (await pidusage(pid)).memory
  } catch {
    // It has ended meanwhile, or there is nothing that tells: both are null.
    return null
  }
}

/** Lets go of what was kept for the next measurement, which would keep the process alive. */
export const forgetMemory = () => pidusage.clear()
