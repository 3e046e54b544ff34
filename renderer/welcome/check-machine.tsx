import { type ReactNode, useEffect, useState } from 'react'
import type { Check } from '#shared/doctor.ts'
import type { Project } from '#shared/projects.ts'
import { CheckRow } from '../doctor/check-row.tsx'
import { runDoctor, useDoctor } from '../doctor/use-doctor.ts'
import { ModelPicker } from '../providers/model-picker.tsx'
import { attempt, saveSettings } from '../state/actions.ts'
import { useSettings } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { toast } from '../ui/toast.ts'
import { StepFoot } from './step-foot.tsx'

/** What a run cannot do without; the doctor looks at more. */
const NEEDED: readonly Check['id'][] = ['git', 'opencode', 'model']

/** Whether git, the agent and a model are there, and ways to mend what is not. */
export function CheckMachine({ project }: { project: Project | undefined }) {
  const { report, error, busy } = useDoctor()
  useEffect(() => void runDoctor(), [])
  const checks = report?.checks.filter(({ id }) => NEEDED.includes(id)) ?? []
  const shown = project?.isSample === true ? checks.map(forSample) : checks
  const isWell = report !== null && shown.every(({ state }) => state === 'ok')
  const leave = () => goTo({ to: 'board', projectId: project?.id ?? null })
  const next = () =>
    goTo({
      to: 'welcome',
      search: project === undefined ? { step: 'choose' } : { step: 'run', project: project.id },
    })
  return (
    <>
      <h2 className="text-20 font-semibold tracking-[-0.01em]">{t('What a run needs')}</h2>
      <p className="mt-2 max-w-[62ch] text-fg-2">
        {t('Git keeps the work apart, OpenCode is the agent that does it, and a model thinks for it.')}
      </p>
      <div className="mt-6 overflow-hidden rounded-l border bg-raised">
        <p role="status" className="sr-only">
          {busy
            ? t('Looking…')
            : isWell
              ? t('All is well')
              : report === null
                ? ''
                : t('Something is missing')}
        </p>
        {error !== null && (
          <Notice tone="bad" live className="m-4">
            {error}
          </Notice>
        )}
        {report === null ? (
          busy ? (
            <div className="flex items-center justify-center gap-2.5 py-12 text-12 text-fg-3">
              <Spinner />
              {t('Looking. OpenCode takes a few seconds to start.')}
            </div>
          ) : (
            <EmptyState title={t('The checks did not run')} />
          )
        ) : (
          <ul className="divide-y divide-line">
            {shown.map((check) =>
              check.state !== 'ok' && MENDED_HERE[check.id] !== undefined ? (
                // The doctor's words say where else it is mended.
                <CheckRow key={check.id} check={{ ...check, fix: null }}>
                  {MENDED_HERE[check.id]}
                </CheckRow>
              ) : (
                <CheckRow key={check.id} check={check} />
              ),
            )}
          </ul>
        )}
      </div>
      <StepFoot onSkip={leave}>
        <Button busy={busy} onClick={() => void runDoctor()}>
          {t('Check again')}
        </Button>
        <Button variant="primary" autoFocus onClick={next}>
          {isWell || report === null ? t('Continue') : t('Continue anyway')}
        </Button>
      </StepFoot>
    </>
  )
}

/** The sample brings the model that carries it out. */
const forSample = (check: Check): Check =>
  check.id === 'model' && check.state !== 'ok'
    ? {
        ...check,
        state: 'ok',
        detail: t(
          'The sample is carried out by the practice model, which needs no key. Your own projects need one.',
        ),
        fix: null,
      }
    : check

function MendModel() {
  const settings = useSettings()
  const choose = async (model: string | null) => {
    const problem = await saveSettings({ model })
    if (problem !== null) toast.error(problem)
    await runDoctor()
  }
  return (
    <div className="mt-2.5 flex flex-wrap gap-2">
      <ModelPicker
        value={settings?.model ?? null}
        fallback={{ label: settings?.configuredModel ?? t('None chosen') }}
        onChange={(model) => void choose(model)}
        trigger={<Button>{t('Choose a model…')}</Button>}
      />
      <Button onClick={() => goTo({ to: 'settings', section: 'providers' })}>
        {t('Connect a provider')}
      </Button>
    </div>
  )
}

function MendAgent() {
  const settings = useSettings()
  const [busy, setBusy] = useState(false)
  const restart = async (before: () => Promise<string | null>) => {
    setBusy(true)
    const problem = await before()
    if (problem === null) await attempt(() => client.agents.restart(), t('OpenCode was not restarted'))
    else toast.error(problem)
    setBusy(false)
    await runDoctor()
  }
  const other = settings?.openCodeBinary === 'bundled' ? 'path' : 'bundled'
  return (
    <div className="mt-2.5 flex flex-wrap gap-2">
      <Button busy={busy} onClick={() => void restart(async () => null)}>
        {t('Restart it')}
      </Button>
      {settings !== undefined && (
        <Button disabled={busy} onClick={() => void restart(() => saveSettings({ openCodeBinary: other }))}>
          {other === 'path' ? t('Use the one on my PATH') : t('Use the bundled one')}
        </Button>
      )}
    </div>
  )
}

const MENDED_HERE: Partial<Record<Check['id'], ReactNode>> = { opencode: <MendAgent />, model: <MendModel /> }
