import { useProject } from '../state/hooks.ts'
import { TopBar } from '../app/top-bar.tsx'
import { t } from '../strings/t.ts'
import { CheckMachine } from './check-machine.tsx'
import { ChooseProject } from './choose-project.tsx'
import { FirstTask } from './first-task.tsx'
import type { WelcomeSearch } from './search.ts'
import { Steps } from './steps.tsx'

/** The way from nothing to the first run, in three steps. Each can be left at any time: the rest of the app is there. */
export function WelcomeScreen({ search }: { search: WelcomeSearch }) {
  const project = useProject('project' in search ? (search.project ?? null) : null)
  // A project that is gone leaves nothing to run.
  const step = search.step === 'run' && project === undefined ? 'choose' : search.step
  return (
    <>
      <TopBar crumbs={[]} title={t('Welcome')} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-160 max-w-full px-6 pt-[6vh] pb-10">
          <Steps now={step} />
          {step === 'choose' && <ChooseProject />}
          {step === 'check' && <CheckMachine project={project} />}
          {step === 'run' && project !== undefined && <FirstTask key={project.id} project={project} />}
        </div>
      </div>
    </>
  )
}
