import type { ReactNode } from 'react'
import type { Project } from '#shared/projects.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Combobox } from '../ui/select.tsx'

export type ImportFrom = 'file' | 'github'

const SOURCES = [
  { id: 'file', label: t('File or list') },
  { id: 'github', label: t('GitHub issues') },
] as const

/** Where tasks are imported to, and from where: the head of an import. */
export function ImportInto({
  project,
  projects,
  from,
  disabled = false,
  children,
}: {
  project: Project
  projects: readonly Project[]
  /** null = it is said by `children`. */
  from: ImportFrom | null
  /** While an import goes on. */
  disabled?: boolean
  children?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center gap-2 text-12 text-fg-3">
      <span>{t('Into')}</span>
      <Combobox
        label={t('Project…')}
        value={project.id}
        onChange={(projectId) => view.setState({ importing: { projectId, ...(from && { from }) } })}
        options={projects.map((one) => ({
          id: one.id,
          label: one.name,
          icon: <Dot color={colorValue(one.color)} />,
          hint: one.key,
        }))}
        trigger={
          <ChipButton aria-label={t('Project: {name}', { name: project.name })} disabled={disabled}>
            <Dot color={colorValue(project.color)} />
            {project.name}
          </ChipButton>
        }
      />
      {from !== null && (
        <>
          <span>{t('from')}</span>
          <Segmented
            label={t('Source')}
            value={from}
            options={SOURCES}
            onChange={(next) => view.setState({ importing: { projectId: project.id, from: next } })}
          />
        </>
      )}
      {children}
    </div>
  )
}
