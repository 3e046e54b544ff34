import { Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import { attempt } from '../state/actions.ts'
import { client } from '../state/transport.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { saveFile } from '../ui/save-file.ts'
import { Ago } from '../ui/time.tsx'
import { CheckRow } from './check-row.tsx'
import { bundleName, summaryOf } from './summary.ts'
import { runDoctor, useDoctor } from './use-doctor.ts'

/** What OpenLinear needs, whether it is there, and how to mend what is not. Looks anew each time it is opened. */
export function DoctorPage() {
  const { report, error, busy } = useDoctor()
  useEffect(() => void runDoctor(), [])
  return (
    <>
      <Section title={t('Checks')} hint={t('What OpenLinear needs to work, looked at on this machine.')}>
        <Row
          className="py-3!"
          title={
            <span role="status">
              {busy && report === null
                ? t('Looking…')
                : report === null
                  ? t('Not known')
                  : summaryOf(report.checks)}
            </span>
          }
          hint={report === null ? undefined : rich('Checked {ago}', { ago: <Ago at={report.at} /> })}
        >
          <Button busy={busy} onClick={() => void runDoctor()}>
            {t('Run again')}
          </Button>
        </Row>
        {error !== null && (
          <p role="alert" className="text-12 text-bad">
            {error}
          </p>
        )}
        {report === null ? (
          busy ? (
            <div className="grid place-items-center py-12!">
              <Spinner size={16} />
            </div>
          ) : (
            <EmptyState title={t('The checks did not run')} />
          )
        ) : (
          <ul className="divide-y divide-line p-0!">
            {report.checks.map((check) => (
              <CheckRow key={check.id} check={check} />
            ))}
          </ul>
        )}
      </Section>
      <SupportBundle />
    </>
  )
}

function SupportBundle() {
  const [busy, setBusy] = useState(false)
  const download = async () => {
    setBusy(true)
    const bundle = await attempt(() => client.doctor.bundle(), t('The support bundle was not made'))
    setBusy(false)
    if (bundle === null) return
    saveFile(new Blob([JSON.stringify(bundle, null, 2)], { type: 'application/json' }), bundleName(bundle.at))
  }
  return (
    <Section title={t('Support')}>
      <Row
        top
        title={t('Support bundle')}
        hint={t(
          'A file for somebody who helps you. It holds versions, the kind of machine, these checks, settings, counts, recent failures and the newest lines of the log. It holds no keys, no task texts, no code and no names of repositories. It stays with you until you send it.',
        )}
      >
        <Button icon={<Download />} busy={busy} onClick={() => void download()}>
          {t('Download')}
        </Button>
      </Row>
    </Section>
  )
}
