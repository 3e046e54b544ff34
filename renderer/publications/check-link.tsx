import { t } from '../strings/t.ts'
import { OutsideLink } from './outside-link.tsx'

/** To a check's own page at GitHub, at the end of its row; nothing where it has none. */
export const CheckLink = ({ name, url }: { name: string; url: string | null }) =>
  url === null ? null : (
    <OutsideLink
      href={url}
      label={t('See {name} at GitHub', { name })}
      className="ms-auto flex-none text-11 text-fg-3"
    >
      {t('Details')}
    </OutsideLink>
  )
