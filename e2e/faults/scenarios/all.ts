import { scenarios as agentModel } from './agent-model.ts'
import { scenarios as clockJumps } from './clock-jumps.ts'
import { scenarios as clockSleep } from './clock-sleep.ts'
import { scenarios as agentKills } from './agent-kills.ts'
import { scenarios as agentStops } from './agent-stops.ts'
import { scenarios as agentStream } from './agent-stream.ts'
import { scenarios as batchWorld } from './batch-world.ts'
import { scenarios as contestKills } from './contest-kills.ts'
import { scenarios as database } from './database.ts'
import { scenarios as disk } from './disk.ts'
import { scenarios as diskBackups } from './disk-backups.ts'
import { scenarios as diskSlow } from './disk-slow.ts'
import { scenarios as issueKills } from './issue-kills.ts'
import { scenarios as publishKills } from './publish-kills.ts'
import { scenarios as worldDeleted } from './world-deleted.ts'
import { scenarios as worldHosts } from './world-hosts.ts'
import { scenarios as worldLocks } from './world-locks.ts'
import { scenarios as worldRemote } from './world-remote.ts'
import { scenarios as worldRepository } from './world-repository.ts'
import { scenarios as worldUser } from './world-user.ts'
import type { Scenario } from '../scenario.ts'

/** Every scenario, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  ...agentKills,
  ...agentStops,
  ...agentStream,
  ...agentModel,
  ...clockJumps,
  ...clockSleep,
  ...worldHosts,
  ...worldLocks,
  ...worldDeleted,
  ...worldRepository,
  ...worldRemote,
  ...worldUser,
  ...batchWorld,
  ...contestKills,
  ...publishKills,
  ...issueKills,
  ...disk,
  ...diskBackups,
  ...diskSlow,
  ...database,
]
