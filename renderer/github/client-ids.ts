import type { Settings } from '#shared/settings.ts'
import { saveSettings } from '../state/actions.ts'

/** Keeps a server with the client id of its OAuth app, or without one. Answers what is wrong with it, or null. */
export function saveClientId(settings: Settings, host: string, clientId: string): Promise<string | null> {
  const entry = { host, clientId: clientId.trim() === '' ? null : clientId.trim() }
  const isKnown = settings.githubHosts.some((one) => one.host === host)
  return saveSettings({
    githubHosts: isKnown
      ? settings.githubHosts.map((one) => (one.host === host ? entry : one))
      : [...settings.githubHosts, entry],
  })
}

export const removeServer = (settings: Settings, host: string): Promise<string | null> =>
  saveSettings({ githubHosts: settings.githubHosts.filter((one) => one.host !== host) })
