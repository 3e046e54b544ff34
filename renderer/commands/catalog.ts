import { APP_COMMANDS } from './catalog/app.ts'
import type { Command } from './catalog/command.ts'
import { TASK_COMMANDS } from './catalog/tasks.ts'
import { WORK_COMMANDS } from './catalog/work.ts'

export type { Command } from './catalog/command.ts'

/**
 * Every command, in the order in which the help sheet tells of them. What a command does is bound where it is done, with
 * `useCommand`. To add one, add a row to a part of the catalog; a test looks after clashes of keys.
 */
const COMMANDS = { ...APP_COMMANDS, ...TASK_COMMANDS, ...WORK_COMMANDS } satisfies Record<string, Command>

export type CommandId = keyof typeof COMMANDS

/** In the catalog's order. */
export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[]

export const isCommandId = (text: string): text is CommandId => Object.hasOwn(COMMANDS, text)

/** The command with this id, as the catalog has it. */
export const commandOf = (id: CommandId): Command => COMMANDS[id]
