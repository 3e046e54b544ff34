import { describe, expect, test } from 'vitest'
import {
  editorCommand,
  fileCommand,
  foundEditors,
  type Machine,
  openPlaces,
  terminalCommand,
} from './open-in.ts'

const machine = (platform: NodeJS.Platform, env: Machine['env'], ...there: string[]): Machine => ({
  platform,
  env,
  exists: (path) => there.includes(path),
})
const HOSTILE = '/work/$(touch x); "y" -rf'
const linux = { PATH: '/usr/local/bin:/usr/bin' }

describe('an editor', () => {
  test('is the first found, and gets the folder as an argument of its own', () => {
    const at = machine('linux', linux, '/usr/bin/zed', '/usr/bin/cursor')
    expect(editorCommand(HOSTILE, null, at)).toEqual({
      file: '/usr/bin/cursor',
      args: [HOSTILE],
      cwd: HOSTILE,
    })
    expect(editorCommand(HOSTILE, null, machine('linux', linux))).toBe(null)
  })

  test('is the one the user names, before all others', () => {
    const at = machine('linux', linux, '/usr/bin/code', '/opt/my editor', '/usr/local/bin/hx')
    expect(editorCommand('/w', 'hx', at)?.file).toBe('/usr/local/bin/hx')
    expect(editorCommand('/w', '/opt/my editor', at)?.args).toEqual(['/w'])
    expect(editorCommand('/w', '"/opt/my editor" --new-window -w', at)).toEqual({
      file: '/opt/my editor',
      args: ['--new-window', '-w', '/w'],
      cwd: '/w',
    })
  })

  test('that the user names is not replaced by another when it is not there', () => {
    const at = machine('linux', linux, '/usr/bin/code')
    expect(editorCommand('/w', 'hx', at)).toBe(null)
    // From the folder of the day anything could be started.
    expect(editorCommand('/w', './evil', machine('linux', linux, './evil'))?.file).not.toBe('/usr/bin/code')
    expect(editorCommand('/w', 'sub/evil', at)).toBe(null)
    expect(editorCommand('/w', 'evil', machine('linux', { PATH: '.:bin' }, 'evil', 'bin/evil'))).toBe(null)
  })

  test('is found where a Mac and Windows keep theirs', () => {
    const code = '/Users/me/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'
    const mac = machine('darwin', { HOME: '/Users/me', PATH: '/usr/bin' }, code)
    expect(editorCommand('/w', null, mac)?.file).toBe(code)
    expect(editorCommand('/w', 'code', mac)?.file).toBe(code)
    const exe = 'C:\\Users\\me\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe'
    // `code.cmd` on PATH could only be started by a shell.
    const env = { LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local', PATH: 'C:\\bin' }
    const windows = machine('win32', env, exe, 'C:\\bin\\code.cmd')
    expect(editorCommand('C:\\w', null, windows)?.file).toBe(exe)
  })

  test('is never given a path that it could take for an option', () => {
    expect(() => editorCommand('-rf', null, machine('linux', linux))).toThrow('no path')
  })
})

describe('a file', () => {
  const place = { folder: '/w', path: '/w/a; rm -rf {line} $(x).ts', line: 7 }
  const { path } = place
  const table: [command: string | null, args: string[]][] = [
    [null, ['/w', '--goto', `${path}:7`]],
    ['code --new-window', ['--new-window', '/w', '--goto', `${path}:7`]],
    ['/opt/bin/code', ['/w', '--goto', `${path}:7`]],
    ['zed', ['/w', `${path}:7`]],
    ['webstorm', ['--line', '7', path]],
    // One that nobody knows here gets the file alone, unless its user says more.
    ['hx', [path]],
    ['hx -n "{file}:{line}" --in={folder}', ['-n', `${path}:7`, '--in=/w']],
    ['code -g {file}:{line}', ['-g', `${path}:7`]],
  ]
  test.each(table)('with the command %s', (command, args) => {
    const programs = ['code', 'zed', 'webstorm', 'hx'].map((name) => `/usr/bin/${name}`)
    const opened = fileCommand(place, command, machine('linux', linux, ...programs, '/opt/bin/code'))
    expect(opened?.args).toEqual(args)
    expect(opened?.cwd).toBe('/w')
  })

  test('of a folder that a command for files opens', () => {
    const at = machine('linux', linux, '/usr/bin/hx')
    expect(editorCommand('/w', 'hx +{line} {file} -n', at)?.args).toEqual(['-n', '/w'])
    expect(fileCommand(place, 'nano', at)).toBe(null)
    expect(() => fileCommand({ ...place, path: '-rf' }, 'hx', at)).toThrow('no path')
  })

  test('editors that are there are offered by name', () => {
    expect(foundEditors(machine('linux', linux, '/usr/bin/zed', '/usr/bin/idea', '/usr/bin/hx'))).toEqual([
      { command: 'zed', name: 'Zed' },
      { command: 'idea', name: 'IntelliJ IDEA' },
    ])
  })
})

describe('a terminal', () => {
  test('of Linux is told its folder in its own way', () => {
    const at = (name: string) => machine('linux', linux, `/usr/bin/${name}`)
    expect(terminalCommand(HOSTILE, at('gnome-terminal'))).toEqual({
      file: '/usr/bin/gnome-terminal',
      args: [`--working-directory=${HOSTILE}`],
      cwd: HOSTILE,
    })
    expect(terminalCommand('/w', at('konsole'))?.args).toEqual(['--workdir', '/w'])
    expect(terminalCommand('/w', at('xterm'))).toEqual({ file: '/usr/bin/xterm', args: [], cwd: '/w' })
    expect(terminalCommand('/w', machine('linux', linux))).toBe(null)
  })

  test('of a Mac and of Windows', () => {
    expect(terminalCommand('/w', machine('darwin', {}))?.args).toEqual(['-a', 'Terminal', '/w'])
    const env = { PATH: 'C:\\apps;C:\\Windows' }
    expect(terminalCommand('C:\\w', machine('win32', env, 'C:\\apps\\wt.exe'))).toEqual({
      file: 'C:\\apps\\wt.exe',
      // In a path, a semicolon would begin another command.
      args: ['-d', '.'],
      cwd: 'C:\\w',
    })
    expect(terminalCommand('C:\\w', machine('win32', env, 'C:\\Windows\\cmd.exe'))?.cwd).toBe('C:\\w')
  })
})

test('a machine without a terminal does not offer one', () => {
  expect(openPlaces(machine('linux', linux))).toEqual(['editor', 'files'])
  expect(openPlaces(machine('linux', linux, '/usr/bin/foot'))).toEqual(['editor', 'terminal', 'files'])
})
