/** What an interrupted program would leave behind, in the order in which it was made. */
const left: (() => unknown)[] = []

/**
 * Has `clean` done when the program ends early. Hosts lead process groups of their own, so that Ctrl+C does not
 * reach them. It may have been done before, and must not mind.
 */
export function cleanUpLater(clean: () => unknown): void {
  left.push(clean)
}

/** Does all of it, last first; what fails is told, and the rest is still done. */
export async function cleanUpNow(): Promise<void> {
  for (const clean of left.splice(0).reverse()) {
    try {
      await clean()
    } catch (error) {
      console.error(`could not be cleaned up: ${String(error)}`)
    }
  }
}

/** From now on Ctrl+C and SIGTERM clean up first. */
export function cleanUpOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void cleanUpNow().finally(() => process.exit(130)))
  }
}
