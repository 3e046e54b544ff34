import type { GithubStatus } from '#shared/github.ts'
import { t } from '../strings/t.ts'
import { Select } from '../ui/select.tsx'

/** Which server it is about, where there are several. */
export function ServerSelect({
  status,
  host,
  onChange,
}: {
  status: GithubStatus
  host: string
  onChange: (host: string) => void
}) {
  if (status.hosts.length < 2) return null
  return (
    <Select
      label={t('Server')}
      value={host}
      options={status.hosts.map((one) => ({ id: one.host, label: one.host }))}
      onChange={onChange}
    />
  )
}
