import { t } from '../strings/t.ts'

/** An estimate as it is read out, and shown under the pointer. */
export const estimateWords = (points: number): string =>
  t('Estimate: {points, plural, one {# point} other {# points}}', { points })

/** The same for a card or a row: short to eyes, whole to ears. */
export const Estimate = ({ points }: { points: number }) => (
  <>
    <span className="sr-only">{estimateWords(points)}</span>
    <span aria-hidden>{t('{points, plural, one {# pt} other {# pts}}', { points })}</span>
  </>
)
