import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import type { Uploads } from './use-uploads.ts'

/** Says what is done once files are there, and takes it back. */
export function UploadNote({
  uploads: { held, letGo },
  words = t('It is sent as soon as the files are there.'),
  className,
}: {
  uploads: Pick<Uploads<unknown>, 'held' | 'letGo'>
  words?: string
  className?: string
}) {
  if (held === null) return null
  return (
    <p role="status" className={cn('flex items-center gap-2 text-12 text-fg-2', className)}>
      {words}
      <Button size="s" variant="ghost" onClick={letGo}>
        {t('Not yet')}
      </Button>
    </p>
  )
}
