import type { Room } from './rooms.ts'

/** Something that can be done by a key, from the palette, or both. */
export type Command = {
  /** As the palette, the help sheet and the settings call it. */
  name: string
  /** Where it works. */
  rooms: readonly Room[]
  /** Keys that it comes with, `g i` for one after the other; see keymap.ts. */
  keys: readonly string[]
  /** Also found by these. */
  words?: string
  /** Its keys are those of the platform, or answered by what has the focus: they cannot be changed. */
  fixed?: true
  /** How many keys of one kind are written together. */
  shown?: string
  /** Not in the palette: it goes on from where the focus is, which is lost there. */
  byKeyOnly?: true
}

/**
 * Every command, in the order in which the help sheet tells of them. What a command does is bound where it is done, with
 * `useCommand`. To add one, add a row here; a test looks after clashes of keys.
 */
export const COMMANDS = {
  'app.palette': {
    name: 'Search and commands',
    rooms: ['everywhere'],
    keys: ['mod+k'],
    byKeyOnly: true,
  },
  'app.help': {
    name: 'Keyboard shortcuts',
    rooms: ['everywhere'],
    keys: ['?'],
    words: 'keys help sheet',
  },
  'task.new': { name: 'New task', rooms: ['everywhere'], keys: ['c'], words: 'create add' },
  'task.from-template': {
    name: 'New task from a template…',
    rooms: ['everywhere'],
    keys: ['alt+c'],
    words: 'create add begin',
  },
  'app.undo': { name: 'Undo', rooms: ['everywhere'], keys: ['mod+z'], words: 'take back revert' },
  'app.redo': { name: 'Redo', rooms: ['everywhere'], keys: ['mod+shift+z'], words: 'again' },
  'app.sidebar': {
    name: 'Fold or unfold the sidebar',
    rooms: ['everywhere'],
    keys: ['mod+\\', '['],
    words: 'hide show',
  },
  'view.back': {
    name: 'Clear the selection, close what is open, or go back',
    rooms: ['board', 'task', 'candidates', 'batch'],
    keys: ['escape'],
    fixed: true,
    byKeyOnly: true,
  },
  'app.welcome': {
    name: 'Getting started',
    rooms: ['everywhere'],
    keys: [],
    words: 'welcome onboarding first steps setup check',
  },
  'project.add': {
    name: 'Add a project',
    rooms: ['everywhere'],
    keys: [],
    words: 'clone repository folder',
  },
  'tasks.import': {
    name: 'Import tasks…',
    rooms: ['everywhere'],
    keys: [],
    words: 'csv markdown vibe-kanban linear jira trello asana list file paste',
  },
  'record.open': {
    name: 'Open a run record…',
    rooms: ['everywhere'],
    keys: [],
    words: 'replay file import jsonl history',
  },
  'theme.light': { name: 'Light theme', rooms: ['everywhere'], keys: [], words: 'appearance' },
  'theme.dark': { name: 'Dark theme', rooms: ['everywhere'], keys: [], words: 'appearance' },
  'theme.system': { name: 'Theme of the system', rooms: ['everywhere'], keys: [], words: 'appearance' },

  'go.inbox': {
    name: 'Go to the inbox',
    rooms: ['go'],
    keys: ['g i'],
    words: 'requests questions permissions waiting answer',
  },
  'go.batches': {
    name: 'Go to the batches',
    rooms: ['go'],
    keys: ['g b'],
    words: 'queue parallel combined merge',
  },
  'go.tasks': { name: 'Go to all tasks', rooms: ['go'], keys: ['g a'], words: 'board' },
  'go.project': { name: 'Go to a project…', rooms: ['go'], keys: ['g p'], words: 'board projects' },
  'go.usage': {
    name: 'Go to the usage',
    rooms: ['go'],
    keys: ['g u'],
    words: 'cost money tokens spent time runs success charts report csv',
  },
  'go.brainstorm': {
    name: 'Brainstorm…',
    rooms: ['go'],
    keys: ['g o'],
    words: 'plan goal tasks break down idea epic',
  },
  'go.settings': { name: 'Go to the settings', rooms: ['go'], keys: ['g s'], words: 'preferences' },

  'list.next': {
    name: 'Next',
    rooms: ['board', 'inbox', 'batches', 'batch', 'candidates'],
    keys: ['j', 'arrowdown'],
    byKeyOnly: true,
  },
  'list.previous': {
    name: 'Previous',
    rooms: ['board', 'inbox', 'batches', 'batch', 'candidates'],
    keys: ['k', 'arrowup'],
    byKeyOnly: true,
  },
  'board.left': { name: 'Card at the left', rooms: ['board'], keys: ['arrowleft'], byKeyOnly: true },
  'board.right': { name: 'Card at the right', rooms: ['board'], keys: ['arrowright'], byKeyOnly: true },
  'board.search': { name: 'Find in tasks', rooms: ['board'], keys: ['/'], words: 'search filter' },
  'board.filter': { name: 'Filter…', rooms: ['board'], keys: ['f'], words: 'status priority label only' },
  'board.clear-filter': {
    name: 'Clear the filter',
    rooms: ['board'],
    keys: ['shift+f'],
    words: 'reset everything',
  },
  'board.layout': {
    name: 'Board or list',
    rooms: ['board'],
    keys: ['mod+b'],
    words: 'layout view rows columns',
  },
  'board.select-all': { name: 'Select all tasks', rooms: ['board'], keys: ['mod+a'] },
  'view.save': { name: 'Save as a view…', rooms: ['board'], keys: [], words: 'filter keep' },
  'item.open': { name: 'Open', rooms: ['selection', 'inbox'], keys: ['enter'], byKeyOnly: true },
  'item.task': { name: 'Open the task', rooms: ['inbox', 'batch'], keys: ['t'] },
  'inbox.snooze': {
    name: 'Snooze…',
    rooms: ['inbox'],
    keys: ['h'],
    words: 'later tomorrow remind put off hide',
  },
  'inbox.done': { name: 'Mark as done', rooms: ['inbox'], keys: ['d'], words: 'seen archive clear' },

  'card.select': { name: 'Select', rooms: ['selection'], keys: ['x'] },
  'task.execute': {
    name: 'Execute',
    rooms: ['selection', 'task', 'inbox'],
    keys: ['e'],
    words: 'run start retry agent',
  },
  'task.batch': {
    name: 'Execute as a batch…',
    rooms: ['selection'],
    keys: ['shift+e'],
    words: 'queue parallel combined merge',
  },
  'task.contest': {
    name: 'Best of several candidates…',
    rooms: ['selection', 'task'],
    keys: ['shift+b'],
    words: 'contest compare models several attempts',
  },
  'task.stop': {
    name: 'Stop the run, cancel the batch, end the contest',
    rooms: ['task', 'batch', 'brainstorm'],
    keys: ['mod+.'],
    words: 'cancel halt end',
  },
  'task.say': {
    name: 'Say something to the agent',
    rooms: ['task', 'candidates'],
    keys: ['/'],
    words: 'steer message',
  },
  'task.next-tab': {
    name: 'Next tab of the task',
    rooms: ['task'],
    keys: ['.'],
    words: 'description run activity',
  },
  'task.previous-tab': { name: 'Previous tab of the task', rooms: ['task'], keys: [','] },
  'task.prompt': {
    name: 'Show the prompt…',
    rooms: ['task'],
    keys: ['shift+t'],
    words: 'preview told instructions retry model agent',
  },
  'task.answer': {
    name: 'Answer what the agent asks',
    rooms: ['selection', 'task'],
    keys: ['r'],
    words: 'reply question permission',
  },
  'task.carry-out': {
    name: 'Carry out the plan',
    rooms: ['task', 'inbox'],
    keys: ['mod+enter'],
    words: 'approve',
  },
  'task.publish': {
    name: 'Create the pull request, or open it',
    rooms: ['selection', 'task', 'batch', 'inbox'],
    keys: ['shift+p'],
    words: 'github push branch publish pr',
  },
  'task.merge': {
    name: 'Merge',
    rooms: ['task', 'pull-request', 'batch', 'inbox'],
    keys: ['m'],
    words: 'accept',
  },
  'task.send-back': {
    name: 'Send back',
    rooms: ['task', 'batch', 'inbox'],
    keys: ['b'],
    words: 'reject review',
  },
  'task.discard': {
    name: 'Discard the work',
    rooms: ['task', 'inbox'],
    keys: ['mod+backspace'],
    words: 'throw away trash',
  },
  'task.issue': {
    name: 'Open the GitHub issue, or link one',
    rooms: ['selection', 'task'],
    keys: ['shift+i'],
    words: 'tie connect',
  },
  'task.status': { name: 'Set status…', rooms: ['selection', 'task'], keys: ['s'], words: 'move state' },
  'task.priority': {
    name: 'Set priority…',
    rooms: ['selection', 'task'],
    keys: ['p'],
    words: 'urgent high medium low',
  },
  'task.labels': { name: 'Set labels…', rooms: ['selection', 'task'], keys: ['l'], words: 'tags' },
  'task.agent': {
    name: 'Set agent and model…',
    rooms: ['selection', 'task'],
    keys: ['a'],
    words: 'build plan variant',
  },
  'task.due': { name: 'Set due date…', rooms: ['selection'], keys: ['shift+d'], words: 'deadline day' },
  'task.duplicate': { name: 'Duplicate', rooms: ['selection'], keys: ['mod+d'], words: 'copy again' },
  'task.template': {
    name: 'Save as a template…',
    rooms: ['selection', 'task'],
    keys: [],
    words: 'keep reuse',
  },
  'status.backlog': { name: 'Status: Backlog', rooms: ['selection'], keys: ['1'] },
  'status.todo': { name: 'Status: Todo', rooms: ['selection'], keys: ['2'] },
  'status.in-progress': { name: 'Status: In progress', rooms: ['selection'], keys: ['3'] },
  'status.in-review': { name: 'Status: In review', rooms: ['selection'], keys: ['4'] },
  'status.done': { name: 'Status: Done', rooms: ['selection'], keys: ['5'] },
  'status.cancelled': { name: 'Status: Cancelled', rooms: ['selection'], keys: ['6'] },
  'card.title': { name: 'Edit the title', rooms: ['selection', 'task'], keys: ['f2'], words: 'rename' },
  'task.description': { name: 'Edit the description', rooms: ['description'], keys: ['d'] },
  'task.archive': {
    name: 'Archive',
    rooms: ['selection'],
    keys: ['backspace', 'delete'],
    words: 'remove hide',
  },
  'card.up': {
    name: 'Move up',
    rooms: ['selection', 'batch'],
    keys: ['shift+arrowup', 'alt+arrowup'],
    byKeyOnly: true,
  },
  'card.down': {
    name: 'Move down',
    rooms: ['selection', 'batch'],
    keys: ['shift+arrowdown', 'alt+arrowdown'],
    byKeyOnly: true,
  },
  'card.left': {
    name: 'Move a column to the left',
    rooms: ['selection'],
    keys: ['shift+arrowleft', 'alt+arrowleft'],
    byKeyOnly: true,
  },
  'card.right': {
    name: 'Move a column to the right',
    rooms: ['selection'],
    keys: ['shift+arrowright', 'alt+arrowright'],
    byKeyOnly: true,
  },

  'contest.add': { name: 'Add a candidate', rooms: ['task'], keys: ['n'], words: 'contest' },
  'contest.take': {
    name: 'Take the candidate',
    rooms: ['task', 'candidates'],
    keys: ['t'],
    words: 'contest',
  },
  'candidate.log': {
    name: 'Read its log',
    rooms: ['candidates'],
    keys: ['enter'],
    fixed: true,
    byKeyOnly: true,
  },
  'candidate.mark': { name: 'Mark it to compare', rooms: ['candidates'], keys: ['x'], byKeyOnly: true },
  'candidate.compare': {
    name: 'Compare the two that are marked',
    rooms: ['candidates'],
    keys: ['d'],
    words: 'difference',
  },
  'work.changes': {
    name: 'See the changes',
    rooms: ['task', 'candidates', 'batch', 'inbox'],
    keys: ['v'],
    words: 'diff',
  },

  'changes.next': { name: 'Next change', rooms: ['changes'], keys: ['j'], words: 'hunk diff' },
  'changes.previous': { name: 'Previous change', rooms: ['changes'], keys: ['k'], words: 'hunk diff' },
  'changes.next-file': { name: 'Next changed file', rooms: ['changes'], keys: ['shift+j'], words: 'diff' },
  'changes.previous-file': {
    name: 'Previous changed file',
    rooms: ['changes'],
    keys: ['shift+k'],
    words: 'diff',
  },
  'changes.expand': {
    name: 'Show more lines around the change',
    rooms: ['changes'],
    keys: ['u'],
    words: 'context unfold expand',
  },
  'changes.viewed': { name: 'Mark the file as viewed', rooms: ['changes'], keys: ['v'], words: 'seen read' },
  'changes.remark': {
    name: 'Remark on the change, at its first line',
    rooms: ['changes'],
    keys: ['shift+c'],
    words: 'comment note review',
  },
  'changes.take-back': {
    name: 'Take the change back',
    rooms: ['changes'],
    keys: ['shift+x'],
    words: 'revert undo hunk discard',
  },
  'changes.open': {
    name: 'Open the file in the editor',
    rooms: ['changes'],
    keys: ['shift+o'],
    words: 'code cursor zed jetbrains',
  },
  'changes.space': {
    name: 'Leave white space out',
    rooms: ['changes'],
    keys: ['w'],
    words: 'ignore indentation diff',
  },
  'task.check': {
    name: 'Run the check on the work',
    rooms: ['task'],
    keys: ['shift+v'],
    words: 'test verify lint again',
  },

  'pull.fix': {
    name: 'Have the agent fix failing checks',
    rooms: ['pull-request', 'inbox'],
    keys: ['f'],
    words: 'ci',
  },
  'pull.address': {
    name: 'Have the agent address the ticked remarks',
    rooms: ['pull-request', 'inbox'],
    keys: ['shift+a'],
    words: 'review comments',
  },
  'pull.ready': {
    name: 'Say that the draft is ready for review',
    rooms: ['pull-request'],
    keys: ['shift+r'],
  },

  'batch.details': {
    name: 'More about the task: conflict, check, summary',
    rooms: ['batch'],
    keys: ['enter'],
    fixed: true,
    byKeyOnly: true,
  },
  'batch.approve': {
    name: 'Approve the work that the queue waits with',
    rooms: ['batch'],
    keys: ['a'],
  },
  'batch.skip': { name: 'Skip the task', rooms: ['batch'], keys: ['s'] },
  'batch.retry': { name: 'Retry a task that was left out', rooms: ['batch'], keys: ['r'] },
  'batch.pause': { name: 'Pause or resume', rooms: ['batch'], keys: ['p'] },

  'request.confirm': {
    name: 'Allow once, or send the answer',
    rooms: ['request'],
    keys: ['enter'],
    fixed: true,
    byKeyOnly: true,
  },
  'request.always': { name: 'Always allow', rooms: ['request'], keys: ['a'], byKeyOnly: true },
  'request.refuse': {
    name: 'Reject, or dismiss the question',
    rooms: ['request'],
    keys: ['r'],
    byKeyOnly: true,
  },
  'request.message': { name: 'The same with a message', rooms: ['request'], keys: ['m'], byKeyOnly: true },
  'request.choose': {
    name: 'Choose an answer',
    rooms: ['request'],
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1–9',
    fixed: true,
    byKeyOnly: true,
  },
  'request.own': { name: 'Write an answer of your own', rooms: ['request'], keys: ['o'], byKeyOnly: true },

  'log.lines': {
    name: 'Go to another line',
    rooms: ['log'],
    keys: ['arrowup', 'arrowdown'],
    fixed: true,
    byKeyOnly: true,
  },
  'log.open': {
    name: 'Open or close the line',
    rooms: ['log'],
    keys: ['arrowright', 'arrowleft', 'enter'],
    fixed: true,
    byKeyOnly: true,
  },
  'log.first': {
    name: 'Go to the first line',
    rooms: ['log'],
    keys: ['home'],
    fixed: true,
    byKeyOnly: true,
  },
  'log.last': {
    name: 'Go to the last line and follow the log',
    rooms: ['log'],
    keys: ['end'],
    fixed: true,
    byKeyOnly: true,
  },
  'log.search': { name: 'Search the log', rooms: ['log'], keys: ['mod+f'], words: 'find' },
  'log.filter': { name: 'Filter the log…', rooms: ['log'], keys: ['f'], words: 'kinds only edits commands' },
  'log.failure': {
    name: 'Go to the first failure; again, to the next',
    rooms: ['log'],
    keys: ['x'],
    words: 'error jump',
  },
  'log.copy': { name: 'Copy the line', rooms: ['log'], keys: ['y'], words: 'message command' },
  'log.transcript': {
    name: 'Copy the log as Markdown',
    rooms: ['log'],
    keys: [],
    words: 'transcript export',
  },
  'terminal.toggle': {
    name: 'Show or hide the terminal',
    rooms: ['task'],
    keys: ['mod+`', 'mod+j'],
    words: 'shell console command line panel',
  },
  'terminal.new': { name: 'New terminal', rooms: ['task'], keys: [], words: 'shell console open' },
  'terminal.leave': { name: 'Leave the terminal', rooms: ['terminal'], keys: ['f6'], byKeyOnly: true },
  'dev.start': { name: 'Start the dev command', rooms: ['task'], keys: [], words: 'server run serve' },
  'dev.open': {
    name: 'Open what the dev command serves',
    rooms: ['task'],
    keys: [],
    words: 'server browser preview address',
  },
  'plan.accept': {
    name: 'Accept the plan',
    rooms: ['brainstorm'],
    keys: ['mod+enter'],
    words: 'create tasks',
  },
  'plan.add': { name: 'Add a task to the plan', rooms: ['brainstorm'], keys: ['n'], words: 'new' },
  'plan.change': {
    name: 'Ask for changes of the plan',
    rooms: ['brainstorm'],
    keys: ['/'],
    words: 'say agent different',
  },
  'plan.up': {
    name: 'Move the task of the plan up',
    rooms: ['brainstorm'],
    keys: ['alt+arrowup'],
    byKeyOnly: true,
  },
  'plan.down': {
    name: 'Move the task of the plan down',
    rooms: ['brainstorm'],
    keys: ['alt+arrowdown'],
    byKeyOnly: true,
  },
  'record.play': { name: 'Play or pause', rooms: ['record'], keys: ['p'] },
} as const satisfies Record<string, Command>

export type CommandId = keyof typeof COMMANDS

/** In the catalog's order. */
export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[]

export const isCommandId = (text: string): text is CommandId => Object.hasOwn(COMMANDS, text)

/** The command with this id, as the catalog has it. */
export const commandOf = (id: CommandId): Command => COMMANDS[id]
