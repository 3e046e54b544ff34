import type { Publication } from '#shared/publications.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { OutsideLink } from './outside-link.tsx'

/** What was not done though it is published, and what it leaves behind. */
export function Notes({
  notes,
  busy,
  onRead,
}: {
  notes: Publication['notes']
  busy: boolean
  /** Tries again what may go well then, and puts the rest away; null = not now. */
  onRead: (() => void) | null
}) {
  if (notes.length === 0) return null
  const isRefused = notes.some(({ again }) => again)
  return (
    <Notice
      tone={isRefused ? 'wait' : 'plain'}
      action={
        onRead !== null && (
          <Button
            size="s"
            variant={isRefused ? 'default' : 'ghost'}
            busy={busy}
            disabled={busy}
            onClick={onRead}
          >
            {isRefused ? t('Try again') : t('Dismiss')}
          </Button>
        )
      }
    >
      <ul className="grid gap-1">
        {notes.map(({ text, url }) => (
          <li key={text}>
            {text}{' '}
            {url !== null && (
              <OutsideLink href={url} className="whitespace-nowrap text-accent-fg">
                {t('Open it at GitHub')}
              </OutsideLink>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
