import { ORPCError } from '@orpc/client'
import { expect, test } from 'vitest'
import { mendingPage, problemOf } from './errors.ts'

const refused = (message: string, data: unknown) =>
  problemOf(new ORPCError('BAD_REQUEST', { status: 400, message, data })).message

test('names of the contract’s fields are left out', () => {
  expect(refused('localPath: /x is not there.', { field: 'localPath' })).toBe('/x is not there.')
  const issues = [{ field: 'name', message: 'a project needs a name' }]
  expect(refused('name: a project needs a name', { issues })).toBe('A project needs a name')
})

test('what else is said stays as it is', () => {
  expect(refused('title: is no field here', null)).toBe('title: is no field here')
  expect(refused('localPath: x', { field: 'cloneUrl' })).toBe('localPath: x')
})

test.each([
  [{ url: 'https://github.com/orgs/acme/sso', failure: 'sso_required' }, 'Authorise the account at GitHub'],
  [{ url: 'https://github.com/settings/tokens', failure: 'missing_permission' }, 'Mend it at GitHub'],
  [{ url: 'javascript:alert(1)' }, undefined],
  [{ url: null }, undefined],
  [null, undefined],
])('%j leads to a page of the server, if to any', (details, label) => {
  expect(mendingPage({ code: 'GITHUB_ERROR', message: 'No.', details })?.label).toBe(label)
})
