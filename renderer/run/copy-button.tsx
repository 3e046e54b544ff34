import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { toast } from '../ui/toast.ts'

/** Puts `text` on the clipboard and says so for a moment. */
export function CopyButton({
  text,
  label,
  byKey = false,
}: {
  text: string
  label: string
  /** A key does the same: Tab goes past it. */
  byKey?: boolean
}) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      size="s"
      {...(byKey ? { tabIndex: -1 } : {})}
      label={copied ? t('Copied') : label}
      onClick={(event) => {
        event.stopPropagation()
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () =>
            toast.error(t('Copying failed'), { description: t('The clipboard is not open to this page.') }),
        )
      }}
    >
      {copied ? <Check className="text-ok" /> : <Copy />}
    </IconButton>
  )
}
