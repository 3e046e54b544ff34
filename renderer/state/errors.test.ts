import { ORPCError } from '@orpc/client'
import { expect, test } from 'vitest'
import { problemOf } from './errors.ts'

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
