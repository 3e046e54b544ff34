/** Pages of the app's settings, and of a project's. */
export const SETTINGS = [
  'general',
  'appearance',
  'keyboard',
  'notifications',
  'labels',
  'templates',
  'model',
  'providers',
  'providers/anthropic',
  'runs',
  'git',
  'github',
  'doctor',
  'storage',
  'trash',
]
export const PROJECT = ['general', 'agent', 'runs', 'github', 'permissions', 'trust']
