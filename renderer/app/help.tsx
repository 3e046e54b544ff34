import { useView, view } from '../state/view.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd, keyWords } from '../ui/kbd.tsx'

const GROUPS: { name: string; rows: [keys: string[], what: string][] }[] = [
  {
    name: 'Everywhere',
    rows: [
      [['mod+k'], 'Search and commands'],
      [['c'], 'New task'],
      [['g', 'i'], 'Go to the inbox'],
      [['g', 'b'], 'Go to the batches'],
      [['?'], 'This list'],
    ],
  },
  {
    name: 'On the board',
    rows: [
      [['arrowup', 'arrowdown', 'arrowleft', 'arrowright'], 'Go to another card'],
      [['h', 'j', 'k', 'l'], 'The same: left, down, up, right'],
      [['enter'], 'Open the task'],
      [['shift+arrowup'], 'Move the card (any arrow)'],
      [['f2'], 'Edit the title'],
      [['/'], 'Find in tasks'],
    ],
  },
  {
    name: 'Selected or focused cards',
    rows: [
      [['x'], 'Select'],
      [['escape'], 'Clear the selection'],
      [['e'], 'Execute'],
      [['shift+e'], 'Execute as a batch'],
      [['shift+b'], 'Best of several candidates'],
      [['shift+p'], 'Create its pull request, or open it'],
      [['shift+i'], 'Open its GitHub issue, or link one'],
      [['1–6'], 'Set the status, Backlog to Cancelled'],
      [['s'], 'Choose the status'],
      [['p'], 'Choose the priority'],
      [['shift+l'], 'Choose labels'],
      [['backspace'], 'Archive'],
      [['a'], 'Answer what the agent asks'],
    ],
  },
  {
    name: 'In a task',
    rows: [
      [['e'], 'Execute or retry'],
      [['shift+b'], 'Best of several candidates'],
      [['mod+.'], 'Stop the run'],
      [['/'], 'Say something to the agent'],
      [['shift+p'], 'Create its pull request, or see it'],
      [['shift+i'], 'Open its GitHub issue, or link one'],
      [['m'], 'Merge'],
      [['b'], 'Send back'],
      [['mod+backspace'], 'Discard the work'],
      [['d'], 'Edit the description, in its tab'],
      [['s'], 'Choose the status'],
      [['p'], 'Choose the priority'],
      [['shift+l'], 'Choose labels'],
      [['escape'], 'Back to the board'],
    ],
  },
  {
    name: 'Among candidates',
    rows: [
      [['j', 'k'], 'Next, previous candidate'],
      [['enter'], 'Read its log'],
      [['v'], 'See its changes'],
      [['x'], 'Mark it to compare'],
      [['d'], 'Compare the two that are marked'],
      [['t'], 'Take it'],
      [['n'], 'Add a candidate'],
      [['mod+.'], 'End it without taking one'],
    ],
  },
  {
    name: 'In a pull request',
    rows: [
      [['f'], 'Have the agent fix failing checks'],
      [['shift+a'], 'Have the agent address the ticked remarks'],
      [['shift+r'], 'Say that a draft is ready for review'],
      [['m'], 'Merge it at GitHub'],
    ],
  },
  {
    name: 'In a batch',
    rows: [
      [['j', 'k'], 'Next, previous task'],
      [['enter'], 'More about the task: conflict, check, summary'],
      [['shift+arrowup'], 'Merge it earlier (or later, with ↓)'],
      [['a'], 'Approve the work that the queue waits with'],
      [['b'], 'Send work back'],
      [['s'], 'Skip the task'],
      [['r'], 'Retry a task that was left out'],
      [['t'], 'Open the task'],
      [['v'], 'See all changes of the batch, or the tasks again'],
      [['p'], 'Pause or resume'],
      [['mod+.'], 'Cancel the batch'],
      [['m'], 'Merge into the base branch'],
      [['shift+p'], 'Create its pull request'],
      [['escape'], 'Back to the batches'],
    ],
  },
  {
    name: 'Answering an agent',
    rows: [
      [['enter'], 'Allow once, or send the answer'],
      [['a'], 'Always allow'],
      [['r'], 'Reject, or dismiss the question'],
      [['m'], 'The same with a message'],
      [['1–9'], 'Choose an answer'],
      [['o'], 'Write an answer of your own'],
    ],
  },
  {
    name: 'In the inbox',
    rows: [
      [['j', 'k'], 'Next, previous'],
      [['t'], 'Open the task'],
    ],
  },
  {
    name: 'In the log of a run',
    rows: [
      [['arrowup', 'arrowdown'], 'Go to another line'],
      [['arrowright', 'arrowleft'], 'Open or close the line'],
      [['enter'], 'The same: open or close'],
      [['home'], 'Go to the first line'],
      [['end'], 'Go to the last line and follow the log'],
      [['mod+f'], 'Search the log'],
      [['p'], 'Play or pause, in a run record'],
    ],
  },
]

export function Help() {
  const open = useView((state) => state.help)
  return (
    <Dialog
      open={open}
      onOpenChange={(help) => view.setState({ help })}
      title="Keyboard shortcuts"
      width={760}
    >
      <div className="-mb-5 columns-2 gap-8 max-[720px]:columns-1">
        {GROUPS.map((group) => (
          <section key={group.name} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-11 font-medium text-fg-3">{group.name}</h3>
            <dl>
              {group.rows.map(([keys, what]) => (
                <div
                  key={what}
                  className="flex h-7 items-center justify-between border-b border-line text-12 last:border-0"
                >
                  <dt>{what}</dt>
                  <dd className="flex gap-1">
                    {keys.map((key) => (
                      <span key={key}>
                        <span className="sr-only">{keyWords(key)}</span>
                        <Kbd keys={key} className="min-w-5 text-center" />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
