import { useState } from 'react'
import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { AddProjectForm } from './add-project.tsx'
import { GithubTab } from './github-tab.tsx'
import { useCloneNotes } from './use-clone-notes.ts'

export function AddProjectDialog() {
  const open = useView((state) => state.addProject)
  useCloneNotes()
  const [way, setWay] = useState('folder')
  const close = () => view.setState({ addProject: false })
  return (
    <Dialog
      open={open}
      onOpenChange={(addProject) => view.setState({ addProject })}
      title={t('Add a project')}
      width={560}
    >
      <Tabs
        label={t('Where the repository is')}
        value={way}
        onChange={setWay}
        contentClassName="pt-4"
        tabs={[
          {
            id: 'folder',
            label: t('Local folder'),
            content: <AddProjectForm kind="folder" onDone={close} />,
          },
          { id: 'github', label: 'GitHub', content: <GithubTab onDone={close} /> },
          {
            id: 'clone',
            label: t('Clone a repository'),
            content: <AddProjectForm kind="clone" onDone={close} />,
          },
        ]}
      />
    </Dialog>
  )
}
