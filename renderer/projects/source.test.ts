import { expect, test } from 'vitest'
import { isCloneUrl, keyFrom, nameFrom } from './source.ts'

test('an address is told from a folder', () => {
  for (const url of ['https://github.com/a/b.git', 'ssh://git@host/a', 'git@github.com:a/b.git']) {
    expect(isCloneUrl(url)).toBe(true)
  }
  for (const path of ['/home/a/b', 'C:\\code\\b', '~/code', './here']) expect(isCloneUrl(path)).toBe(false)
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
