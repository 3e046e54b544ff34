import { userEnvironment } from '../process/environment.ts'

/** What of the user's own git variables still counts; everything else of GIT_* would bend our calls. */
const KEPT = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
])

const DROPPED = new Set(['SSH_ASKPASS', 'SSH_ASKPASS_REQUIRE', 'LANGUAGE'])

/**
 * The environment of every git we spawn: the user's, without variables that point git elsewhere
 * (`GIT_DIR`, `GIT_INDEX_FILE`, …), in English, and unable to ask anybody anything.
 */
export function gitEnvironment(hostId: string, parent: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(userEnvironment(hostId, parent))) {
    if (DROPPED.has(name) || (name.startsWith('GIT_') && !KEPT.has(name))) continue
    environment[name] = value
  }
  return {
    ...environment,
    LC_ALL: 'C.UTF-8',
    GIT_TERMINAL_PROMPT: '0',
    // Empty = asked of nobody, not even of a configured core.askPass.
    GIT_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    GIT_EDITOR: ':',
    GIT_SEQUENCE_EDITOR: ':',
    GIT_MERGE_AUTOEDIT: 'no',
    GIT_PAGER: 'cat',
  }
}
