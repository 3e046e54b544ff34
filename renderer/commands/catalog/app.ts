import { t } from '../../strings/t.ts'
import type { Command } from './command.ts'

/** Commands of the app itself: what can be done wherever one is, and going places. */
export const APP_COMMANDS = {
  'app.palette': {
    name: t('Search and commands'),
    rooms: ['everywhere'],
    keys: ['mod+k'],
    byKeyOnly: true,
  },
  'app.help': {
    name: t('Keyboard shortcuts'),
    rooms: ['everywhere'],
    keys: ['?'],
    words: t('keys help sheet'),
  },
  'task.new': { name: t('New task'), rooms: ['everywhere'], keys: ['c'], words: t('create add') },
  'task.from-template': {
    name: t('New task from a template…'),
    rooms: ['everywhere'],
    keys: ['alt+c'],
    words: t('create add begin'),
  },
  'app.undo': { name: t('Undo'), rooms: ['everywhere'], keys: ['mod+z'], words: t('take back revert') },
  'app.redo': { name: t('Redo'), rooms: ['everywhere'], keys: ['mod+shift+z'], words: t('again') },
  'app.window': {
    name: t('New window'),
    rooms: ['everywhere'],
    keys: ['alt+n'],
    words: t('tab open another second screen'),
  },
  'app.toasts': {
    name: t('Go to the notifications in the corner'),
    rooms: ['everywhere'],
    // Theirs: see Toaster.
    keys: ['alt+t'],
    fixed: true,
    byKeyOnly: true,
  },
  'app.sidebar': {
    name: t('Fold or unfold the sidebar'),
    rooms: ['everywhere'],
    keys: ['mod+\\', '['],
    words: t('hide show'),
  },
  'view.back': {
    name: t('Clear the selection, close what is open, or go back'),
    rooms: ['board', 'task', 'candidates', 'batch'],
    keys: ['escape'],
    fixed: true,
    byKeyOnly: true,
  },
  'app.welcome': {
    name: t('Getting started'),
    rooms: ['everywhere'],
    keys: [],
    words: t('welcome onboarding first steps setup check'),
  },
  'project.add': {
    name: t('Add a project'),
    rooms: ['everywhere'],
    keys: [],
    words: t('clone repository folder'),
  },
  'tasks.import': {
    name: t('Import tasks…'),
    rooms: ['everywhere'],
    keys: [],
    words: t('csv markdown vibe-kanban linear jira trello asana list file paste'),
  },
  'record.open': {
    name: t('Open a run record…'),
    rooms: ['everywhere'],
    keys: [],
    words: t('replay file import jsonl history'),
  },
  'theme.light': { name: t('Light theme'), rooms: ['everywhere'], keys: [], words: t('appearance') },
  'theme.dark': { name: t('Dark theme'), rooms: ['everywhere'], keys: [], words: t('appearance') },
  'theme.system': { name: t('Theme of the system'), rooms: ['everywhere'], keys: [], words: t('appearance') },

  'go.inbox': {
    name: t('Go to the inbox'),
    rooms: ['go'],
    keys: ['g i'],
    words: t('requests questions permissions waiting answer'),
  },
  'go.batches': {
    name: t('Go to the batches'),
    rooms: ['go'],
    keys: ['g b'],
    words: t('queue parallel combined merge'),
  },
  'go.tasks': { name: t('Go to all tasks'), rooms: ['go'], keys: ['g a'], words: t('board') },
  'go.project': { name: t('Go to a project…'), rooms: ['go'], keys: ['g p'], words: t('board projects') },
  'go.usage': {
    name: t('Go to the usage'),
    rooms: ['go'],
    keys: ['g u'],
    words: t('cost money tokens spent time runs success charts report csv'),
  },
  'go.brainstorm': {
    name: t('Brainstorm…'),
    rooms: ['go'],
    keys: ['g o'],
    words: t('plan goal tasks break down idea epic'),
  },
  'go.settings': { name: t('Go to the settings'), rooms: ['go'], keys: ['g s'], words: t('preferences') },
} as const satisfies Record<string, Command>
