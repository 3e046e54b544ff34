/** What a pull request says. */
export type PullWords = {
  title: string
  body: string
  draft: boolean
  labels: string[]
  reviewers: string[]
}

/** What is not as it was before. */
export function changedWords(before: PullWords, now: PullWords): Partial<PullWords> {
  const names = (Object.keys(now) as (keyof PullWords)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]),
  )
  return Object.fromEntries(names.map((name) => [name, now[name]]))
}

/** Only those of something that has more. */
export const wordsOf = ({ title, body, draft, labels, reviewers }: PullWords): PullWords => ({
  title,
  body,
  draft,
  labels,
  reviewers,
})
