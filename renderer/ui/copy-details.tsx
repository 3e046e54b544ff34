import { useEffect, useState } from 'react'
import { t } from '../strings/t.ts'
import { cn } from './cn.ts'

/** Puts what is known of an error on the clipboard, and says so for a moment. */
export function CopyDetails({
  details,
  className,
}: {
  /** Asked for when it is pressed. */
  details: () => string
  className?: string
}) {
  const [came, setCame] = useState<'copied' | 'refused' | null>(null)
  useEffect(() => {
    if (came === null) return
    const timer = setTimeout(() => setCame(null), 2000)
    return () => clearTimeout(timer)
  }, [came])
  const copy = () =>
    navigator.clipboard.writeText(details()).then(
      () => setCame('copied'),
      () => setCame('refused'),
    )
  return (
    <button
      type="button"
      onClick={() => void copy()}
      className={cn(
        'rounded-s text-11 whitespace-nowrap text-fg-2 underline underline-offset-2 hover:text-fg coarse:h-touch',
        className,
      )}
    >
      {came === 'copied'
        ? t('Copied')
        : came === 'refused'
          ? t('The clipboard cannot be reached')
          : t('Copy details')}
    </button>
  )
}
