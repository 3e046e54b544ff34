/** What was measured on both sides, one value a round. */
export interface Rounds<Ours, Theirs> {
  ours: Ours[]
  theirs: Theirs[]
}

/**
 * Measures two sides in turn. Who goes first changes from round to round, so that neither always finds the
 * caches as the other left them.
 *
 * @param say told what each round came to
 */
export async function interleave<Ours, Theirs>(
  rounds: number,
  ours: (round: number) => Promise<Ours>,
  theirs: (round: number) => Promise<Theirs>,
  say: (line: string) => void = () => {},
): Promise<Rounds<Ours, Theirs>> {
  const measured: Rounds<Ours, Theirs> = { ours: [], theirs: [] }
  for (let round = 0; round < rounds; round += 1) {
    const oursFirst = round % 2 === 0
    if (oursFirst) measured.ours.push(await ours(round))
    measured.theirs.push(await theirs(round))
    if (!oursFirst) measured.ours.push(await ours(round))
    const [one, other] = [measured.ours.at(-1), measured.theirs.at(-1)]
    say(`round ${round + 1} of ${rounds}: ours ${JSON.stringify(one)}, theirs ${JSON.stringify(other)}`)
  }
  return measured
}

/** The middle value, or the mean of the two middle ones. @throws when there is none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new Error('There is no median of nothing.')
  return (upper + lower) / 2
}

/** The median of each round's ours ÷ theirs: what disturbs one round disturbs both sides of it. */
export function medianRatio({ ours, theirs }: Rounds<number, number>): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))
}
