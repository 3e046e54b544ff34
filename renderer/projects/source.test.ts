import { expect, test } from 'vitest'
import { isCloneUrl, keyFrom, nameFrom, sourceProblem } from './source.ts'

test('an address is told from a folder', () => {
  for (const url of [
    'https://github.com/a/b.git',
    'ssh://git@host/a',
    'git@github.com:a/b.git',
    'host.org:a',
  ])
    expect(isCloneUrl(url), url).toBe(true)
  for (const path of ['/home/a/b', 'C:\\code\\b', '~/code', './here'])
    expect(isCloneUrl(path), path).toBe(false)
})

test('what the host does not clone from is no address for it', () => {
  for (const url of ['http://host/a.git', 'git://host/a.git', 'file:///srv/a', 'ext::sh -c x', '-u@host:a'])
    expect(isCloneUrl(url), url).toBe(false)
})

test('an address among folders and a folder among addresses are said to be', () => {
  expect(sourceProblem('folder', 'https://github.com/a/b')).toContain('Clone a repository')
  expect(sourceProblem('folder', 'git@github.com:a/b')).toContain('Clone a repository')
  expect(sourceProblem('folder', 'http://host/a')).toContain('not a folder')
  expect(sourceProblem('clone', 'http://host/a')).toContain('not over http')
  expect(sourceProblem('clone', 'git://host/a')).toContain('not over git')
  for (const folder of ['/srv/a', '~/code', './a', 'C:\\code'])
    expect(sourceProblem('clone', folder), folder).toContain('Local folder')
})

test('what is being typed is not called wrong', () => {
  for (const text of ['', 'h', 'https', 'https:/', 'https://github.com', 'git@', 'ssh://git@host/a'])
    expect(sourceProblem('clone', text), text).toBeNull()
  for (const text of ['', '/home', 'C:\\code', 'relative/path'])
    expect(sourceProblem('folder', text), text).toBeNull()
})

test('a name comes from the last part', () => {
  expect(nameFrom('https://github.com/ada/atlas-api.git')).toBe('atlas-api')
  expect(nameFrom('git@github.com:ada/thing.git')).toBe('thing')
  expect(nameFrom('/home/ada/code/thing/')).toBe('thing')
  expect(nameFrom('C:\\code\\thing')).toBe('thing')
})

test('a key comes from the name and is free', () => {
  expect(keyFrom('atlas-api', [])).toBe('AA')
  expect(keyFrom('thing', [])).toBe('THI')
  expect(keyFrom('thing', ['THI', 'THI2'])).toBe('THI3')
  expect(keyFrom('Überflug', [])).toBe('UBE')
  expect(keyFrom('2048', [])).toBe('P204')
  expect(keyFrom('日本', [])).toBe('')
})
