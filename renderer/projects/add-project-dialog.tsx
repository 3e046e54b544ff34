import { useState } from 'react'
import { useView, view } from '../state/view.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { AddProjectForm, type SourceKind } from './add-project.tsx'

export function AddProjectDialog() {
  const open = useView((state) => state.addProject)
  const [kind, setKind] = useState<SourceKind>('folder')
  const close = () => view.setState({ addProject: false })
  return (
    <Dialog
      open={open}
      onOpenChange={(addProject) => view.setState({ addProject })}
      title="Add a project"
      width={500}
    >
      <Tabs
        label="Where the repository is"
        value={kind}
        onChange={(id) => setKind(id as SourceKind)}
        contentClassName="pt-4"
        tabs={[
          { id: 'folder', label: 'Local folder', content: <AddProjectForm kind="folder" onDone={close} /> },
          {
            id: 'clone',
            label: 'Clone a repository',
            content: <AddProjectForm kind="clone" onDone={close} />,
          },
        ]}
      />
    </Dialog>
  )
}
