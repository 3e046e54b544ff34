import type { Answer, Transport } from './transports.ts'

/** What a campaign came across, for its report. */
export class Tally {
  readonly #counts = new Map<string, number>()
  readonly #statuses = new Map<number, number>()
  readonly #slowest = new Map<string, number>()
  readonly #held = new Map<string, number>()
  readonly #accepted = new Set<string>()
  readonly #called = new Set<string>()
  readonly #answered = new Set<string>()

  add(name: string, transport: Transport, answer: Answer | null): void {
    count(this.#counts, transport)
    count(this.#statuses, answer?.status ?? 0)
    this.#called.add(name)
    if (answer === null) return
    this.#answered.add(`${name} over ${transport}`)
    if (answer.status < 300) this.#accepted.add(name)
    this.#slowest.set(name, Math.max(this.#slowest.get(name) ?? 0, answer.ms))
  }

  /** @param ms the longest hold of the host's loop during a call */
  held(name: string, ms: number): void {
    this.#held.set(name, Math.max(this.#held.get(name) ?? 0, ms))
  }

  /** Whether a call of this name was answered over the transport, be it with a refusal. */
  isAnswered(name: string, transport: Transport): boolean {
    return this.#answered.has(`${name} over ${transport}`)
  }

  /** Names of the calls that were accepted at least once. */
  get accepted(): ReadonlySet<string> {
    return this.#accepted
  }

  /** Parts of all calls: those that were answered, and those that were accepted. */
  get shares(): { answered: number; accepted: number; calls: number } {
    const sum = (of: (status: number) => boolean) =>
      [...this.#statuses].reduce((total, [status, times]) => total + (of(status) ? times : 0), 0)
    const calls = sum(() => true)
    const accepted = sum((status) => status >= 200 && status < 300)
    return { calls, answered: sum((status) => status > 0) / calls, accepted: accepted / calls }
  }

  /** Calls by transport and status (0 = hung up on), and the slowest ones in ms. */
  report(): string {
    const top = (map: Map<string, number>) =>
      [...map]
        .toSorted(([, one], [, other]) => other - one)
        .slice(0, 8)
        .map(([name, ms]) => `${name} ${Math.round(ms)}`)
        .join(', ')
    const never = [...this.#called].filter((name) => !this.#accepted.has(name))
    return `${[
      `calls: ${JSON.stringify(Object.fromEntries(this.#counts))}`,
      `statuses: ${JSON.stringify(Object.fromEntries(this.#statuses))}`,
      `slowest calls, ms: ${top(this.#slowest)}`,
      `longest holds of the loop, ms: ${top(this.#held)}`,
      `never accepted: ${never.join(', ')}`,
    ].join('\n')}\n`
  }
}

function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}
