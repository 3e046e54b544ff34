import { Link } from '@tanstack/react-router'
import { ListStart } from 'lucide-react'
import { useMemo } from 'react'
import type { Project } from '#shared/projects.ts'
import { useInReview, usePullReport } from '../state/auto-pull.ts'
import { useProjects, useSettings } from '../state/hooks.ts'
import { Chip } from '../ui/chip.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { pullWords } from './auto-pull-words.ts'

/** Says on the board that tasks begin by themselves, or why they do not; the way to the setting. */
export function AutoPullChip({ project }: { project: Project | undefined }) {
  const settings = useSettings()
  const projects = useProjects()
  const inReview = useInReview()
  const report = usePullReport()
  const words = useMemo(
    () =>
      settings === undefined
        ? null
        : pullWords(settings, project === undefined ? projects : [project], inReview, report),
    [settings, project, projects, inReview, report],
  )
  if (words === null) return null
  const chip = (
    <Chip role="status" tone={words.tone} icon={<ListStart />}>
      {words.label}
    </Chip>
  )
  const look = 'flex rounded-full'
  return (
    <Tooltip label={words.why}>
      {project === undefined ? (
        <Link
          to="/settings"
          search={{ section: 'runs' }}
          aria-label={`${words.label}. ${words.why}`}
          className={look}
        >
          {chip}
        </Link>
      ) : (
        <Link
          to="/projects/$id/settings"
          params={{ id: project.id }}
          hash="runs"
          aria-label={`${words.label}. ${words.why}`}
          className={look}
        >
          {chip}
        </Link>
      )}
    </Tooltip>
  )
}
