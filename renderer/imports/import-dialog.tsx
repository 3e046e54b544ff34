import { FileText, X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { settingsFor } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import { IMPORT_FORMAT_NAMES, IMPORT_FORMATS, type ImportField } from '#shared/import-words.ts'
import type { ImportRow } from '#shared/imports.ts'
import { ImportIssuesDialog } from '../issues/import-issues-dialog.tsx'
import { problemOf } from '../state/errors.ts'
import { useProject, useProjects, useSettings } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { client } from '../state/transport.ts'
import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { toast } from '../ui/toast.ts'
import { visible } from '../ui/visible-text.ts'
import { ColumnMapping } from './column-mapping.tsx'
import { ImportInto } from './import-into.tsx'
import { PreviewTable } from './preview-table.tsx'
import { Problems } from './problems.tsx'
import type { ImportSource } from './read-source.ts'
import { SourceBox } from './source-box.tsx'
import { useImportPreview } from './use-import-preview.ts'
import { besides, importLabel } from './words.ts'

const FORMATS = IMPORT_FORMATS.map((id) => ({ id, label: IMPORT_FORMAT_NAMES[id] }))
const NO_ROWS: readonly ImportRow[] = []

const close = () => view.setState({ importing: null })

/** Makes tasks of a list from elsewhere, once it is seen what they would be. */
export function ImportDialog() {
  const wanted = useView((state) => state.importing)
  const projects = useProjects()
  const named = useProject(wanted?.projectId)
  const project = named ?? projects[0]
  if (wanted === null || project === undefined) return null
  if (wanted.from === 'github')
    return <ImportIssuesDialog key={project.id} project={project} projects={projects} onClose={close} />
  return <OpenDialog project={project} projects={projects} />
}

function OpenDialog({ project, projects }: { project: Project; projects: readonly Project[] }) {
  const settings = useSettings()
  const [source, setSource] = useState<ImportSource | null>(null)
  const [columns, setColumns] = useState<readonly (ImportField | null)[] | null>(null)
  /** What the user ticked of which preview; until then all but duplicates. */
  const [ticked, setTicked] = useState<{ of: readonly ImportRow[]; rows: ReadonlySet<number> } | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)

  const input = useMemo(
    () =>
      source === null
        ? null
        : {
            projectId: project.id,
            format: source.format,
            text: source.text,
            ...(columns === null ? {} : { columns: [...columns] }),
          },
    [source, columns, project.id],
  )
  const { preview, problem, isLoading } = useImportPreview(input)
  const rows = preview?.rows ?? NO_ROWS
  const fresh = useMemo(
    () => new Set(rows.filter(({ duplicateOf }) => duplicateOf === null).map(({ index }) => index)),
    [rows],
  )
  const chosen = ticked?.of === rows ? ticked.rows : fresh
  const canImport = input !== null && !isLoading && chosen.size > 0

  const setTo = (next: ImportSource | null) => {
    setSource(next)
    setColumns(null)
    setRefusal(null)
  }
  const submit = async () => {
    if (!canImport || busy) return
    setBusy(true)
    setRefusal(null)
    try {
      const { taskIds, labelIds, skipped } = await client.imports.create({ ...input, rows: [...chosen] })
      close()
      goTo({ to: 'board', projectId: project.id })
      const more = [
        skipped === 0 ? null : t('{count, number} left out', { count: skipped }),
        labelIds.length === 0
          ? null
          : t('{count, plural, one {# label made} other {# labels made}}', { count: labelIds.length }),
      ].filter((part) => part !== null)
      toast.success(
        t('{count, plural, one {# task imported} other {# tasks imported}}', { count: taskIds.length }),
        more.length === 0 ? {} : { description: more.join(' · ') },
      )
    } catch (error) {
      setRefusal(problemOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  const begun =
    settings !== undefined && settingsFor(settings, project).autoPull
      ? rows.filter(({ index, status }) => status === 'todo' && chosen.has(index)).length
      : 0
  const summary = preview === null ? null : besides(rows, chosen, preview.newLabels)
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) close()
      }}
      title={t('Import tasks')}
      description={t('From a file or a list. You see what would be made before anything is.')}
      width={source === null ? 600 : 900}
      className="top-[7vh] max-h-[86vh]"
      initialFocus={area}
      footer={
        <DialogFoot
          label={importLabel(chosen.size)}
          busy={busy}
          disabled={!canImport}
          onSubmit={submit}
          onCancel={close}
        >
          {summary !== null && rows.length > 0 && (
            <p className="me-auto min-w-0 truncate text-12 text-fg-3">{summary}</p>
          )}
        </DialogFoot>
      }
    >
      <div className="grid gap-3.5">
        <ImportInto project={project} projects={projects} from={source === null ? 'file' : null}>
          {source !== null && (
            <>
              <span>{t('from')}</span>
              <span className="inline-flex h-5 min-w-0 items-center gap-1 rounded-full border border-line pe-0.5 ps-1.75 text-11 text-fg-2">
                <FileText className="size-3 shrink-0" />
                <span className="max-w-60 truncate">
                  {source.name === null ? t('Pasted text') : visible(source.name)}
                </span>
                <IconButton
                  label={t('Take another list')}
                  size="s"
                  className="size-4 rounded-full border-0 [&_svg]:size-3"
                  disabled={busy}
                  onClick={() => setTo(null)}
                >
                  <X />
                </IconButton>
              </span>
              <Segmented
                label={t('Format')}
                className="ms-auto"
                value={source.format}
                options={FORMATS}
                onChange={(format) => setTo({ ...source, format })}
              />
            </>
          )}
        </ImportInto>
        {source === null ? (
          <SourceBox area={area} onSource={setTo} />
        ) : preview === null && problem === null ? (
          <div className="grid place-items-center py-16">
            <Spinner label={t('Reading the list')} size={16} />
          </div>
        ) : (
          <>
            {problem !== null && (
              <Notice tone="bad" live>
                {problem.message}
              </Notice>
            )}
            {refusal !== null && (
              <Notice tone="bad" live>
                {refusal}
              </Notice>
            )}
            {preview !== null && (
              <>
                {preview.headings.length > 0 && (
                  <ColumnMapping headings={preview.headings} onChange={setColumns} />
                )}
                <Problems problems={preview.problems} />
                {begun > 0 && (
                  <Notice tone="wait">
                    {t(
                      '{count, plural, one {Auto-pull is on: agents begin the # task in Todo by themselves.} other {Auto-pull is on: agents begin the # tasks in Todo by themselves.}}',
                      { count: begun },
                    )}
                  </Notice>
                )}
                {rows.length > 0 && (
                  <div aria-busy={isLoading || undefined} className={isLoading ? 'opacity-60' : undefined}>
                    <PreviewTable
                      rows={rows}
                      chosen={chosen}
                      onChoose={(next) => setTicked({ of: rows, rows: next })}
                    />
                  </div>
                )}
              </>
            )}
          </>
        )}
      </div>
    </Dialog>
  )
}
