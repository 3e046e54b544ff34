import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Loading } from '../ui/loading.tsx'

/** Nothing is asked for. */
const NONE = {
  addProject: false,
  importing: null,
  issueDialog: null,
  newContest: null,
  publishing: null,
}

/**
 * Stands for a dialog that is asked for before its code is here: what is typed for it must not reach the board behind
 * it, where letters are commands.
 */
export function EarlyDialog() {
  const isAsked = useView(
    ({ addProject, importing, issueDialog, newContest, publishing }) =>
      addProject || (importing ?? issueDialog ?? newContest ?? publishing) !== null,
  )
  return (
    <Dialog
      open={isAsked}
      onOpenChange={(open) => {
        if (!open) view.setState(NONE)
      }}
      title={t('Loading')}
      hideTitle
      width={320}
    >
      <Loading label={t('Loading')} />
    </Dialog>
  )
}
