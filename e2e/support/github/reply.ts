import type { IncomingMessage } from 'node:http'

/** An answer that is ready to be sent. */
export interface Reply {
  status: number
  headers: Record<string, string>
  body: Buffer
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
  body: Buffer.from(JSON.stringify(body)),
})

export const text = (status: number, body: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  body: Buffer.from(body),
})

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** What a caller signs in with; git sends a token as a password. */
export function credentialOf(authorization: string | undefined): {
  kind: 'none' | 'basic' | 'token' | 'bearer'
  secrets: string[]
} {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ')
  const kind = scheme.toLowerCase()
  if (kind === 'token' || kind === 'bearer') return { kind, secrets: [value] }
  if (kind !== 'basic') return { kind: 'none', secrets: [] }
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString().split(/:(.*)/s)
  return { kind, secrets: [password, user] }
}
