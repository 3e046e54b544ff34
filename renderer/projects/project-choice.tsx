import { useProjects } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Select } from '../ui/select.tsx'

/** A choice in a list has to have a value. */
const EVERY_PROJECT = 'all'

/** One of the projects, or all of them (null); nothing where there is only one to choose. */
export function ProjectChoice({
  value,
  width,
  onChange,
}: {
  value: string | null
  /** In px, at a font size of 13. */
  width: number
  onChange: (projectId: string | null) => void
}) {
  const projects = useProjects()
  if (projects.length <= 1) return null
  return (
    <Select
      label={t('Project')}
      hideLabel
      width={width}
      value={value ?? EVERY_PROJECT}
      options={[
        { id: EVERY_PROJECT, label: t('All projects') },
        ...projects.map(({ id, name, color }) => ({
          id,
          label: name,
          icon: <Dot color={colorValue(color)} />,
        })),
      ]}
      onChange={(id) => onChange(id === EVERY_PROJECT ? null : id)}
    />
  )
}
