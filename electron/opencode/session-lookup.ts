import type { OpenSession } from '#electron/agents/runtime.ts'
import { HttpError, type Client } from './client.ts'
import { parseModel } from './models.ts'
import { withDenialsOf, type PermissionRule } from './permission.ts'
import type { Agent, Session } from './wire.ts'

export interface FoundSession {
  session: Session
  /** There was an earlier one that OpenCode no longer knows. */
  lost: boolean
  /** It was made now: nothing has been said in it. */
  isNew: boolean
}

/**
 * The recorded session, one that was made and never recorded, or a new one; with the permissions it has
 * to have now.
 *
 * @throws an error in words when OpenCode does not know the agent
 */
export async function findSession(
  client: Client,
  open: OpenSession,
  directory: string,
  rules: readonly PermissionRule[],
): Promise<FoundSession> {
  const [agent, known] = await Promise.all([
    agentNamed(client, open.agent, directory),
    knownSession(client, open, directory),
  ])
  const permission = withDenialsOf(agent.permission, rules)
  if (known !== null) {
    await renew(client, known, [...agent.permission, ...permission])
    return { session: known, lost: false, isNew: false }
  }
  const { providerID, modelID } = parseModel(open.model)
  const session = await client.post<Session>(
    '/session',
    { directory },
    {
      // With a title given, no model is asked for one.
      title: open.title,
      metadata: { openlinear: open.key },
      agent: open.agent,
      model: { id: modelID, providerID, ...(open.variant !== null && { variant: open.variant }) },
      permission,
    },
  )
  return { session, lost: open.sessionId !== null, isNew: true }
}

async function knownSession(client: Client, open: OpenSession, directory: string): Promise<Session | null> {
  if (open.sessionId !== null) {
    try {
      return await client.get<Session>(`/session/${open.sessionId}`)
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404) throw error
    }
  }
  const sessions = await client.get<Session[]>('/session', { directory })
  const own = sessions.find(
    ({ metadata, parentID }) => metadata?.openlinear === open.key && parentID === undefined,
  )
  return own ?? null
}

/**
 * Gives a session its permissions anew. OpenCode only ever adds to them, and the last one counts: what is
 * added begins with the agent's own, which speak of everything, so that nothing of before is left.
 */
async function renew(client: Client, session: Session, permission: PermissionRule[]) {
  const tail = (session.permission ?? []).slice(-permission.length)
  if (JSON.stringify(tail.map(plain)) === JSON.stringify(permission.map(plain))) return
  await client.patch(`/session/${session.id}`, {}, { permission: permission.map(plain) })
}

const plain = ({ permission, pattern, action }: PermissionRule): PermissionRule => ({
  permission,
  pattern,
  action,
})

async function agentNamed(client: Client, name: string, directory: string): Promise<Agent> {
  const agents = await client.get<Agent[]>('/agent', { directory })
  const found = agents.find((agent) => agent.name === name)
  if (found === undefined) throw new Error(`OpenCode does not know the agent “${name}”; choose another one.`)
  return found
}
