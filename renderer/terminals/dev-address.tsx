import { ExternalLink } from 'lucide-react'
import { isWebLink } from '#shared/terminal-text.ts'
import { CopyButton } from '../run/copy-button.tsx'
import { t } from '../strings/t.ts'

/**
 * Where a dev command serves: opened in the browser, or copied.
 *
 * @param short of what this machine is called, only the port is shown
 */
export function DevAddress({ address, short = false }: { address: string; short?: boolean }) {
  if (!isWebLink(address)) return null
  const plain = address.replace(/^https?:\/\//, '').replace(/\/$/, '')
  const shown = short ? plain.replace(/^(?:localhost|127\.0\.0\.1)(?=:)/, '') : plain
  return (
    <span className="inline-flex min-w-0 items-center gap-0.5">
      <a
        href={address}
        target="_blank"
        rel="noreferrer noopener"
        title={short ? address : undefined}
        className="inline-flex h-5 min-w-0 items-center gap-1.25 rounded-full border border-run/35 px-1.75 text-11 text-run hover:bg-hover coarse:h-touch"
      >
        <span className="sr-only">{t('Open {address}', { address: plain })}</span>
        <span aria-hidden dir="ltr" className="truncate">
          {shown}
        </span>
        <ExternalLink aria-hidden className="size-3 flex-none" />
      </a>
      <CopyButton text={address} label={t('Copy the address')} />
    </span>
  )
}
