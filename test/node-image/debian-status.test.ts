import assert from 'node:assert/strict'
import {parseStatus, withDependencies} from '../../src/node-image/debian-status.js'

const stanza = (name: string, depends = '', more = '') => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.2-3\n${more}${depends && `Depends: ${depends}\n`}Description: of ${name}\n and more\n`

describe("dpkg's list of packages", () => {
  const packages = parseStatus([
    stanza('tool', 'libc6 (>= 2.36), lib-a:any | lib-b,\n debconf (>= 0.5) | debconf-2.0'),
    stanza('libc6'),
    stanza('lib-a', '', 'Source: a (1.0)\nProvides: virtual (= 1)\n'),
    stanza('debconf', 'perl-base'),
    stanza('perl-base'),
    stanza('other', 'virtual'),
    'Package: half\nStatus: deinstall ok config-files\nVersion: 1\n',
  ].join('\n'))
  const names = (...wanted: Parameters<typeof withDependencies>) => withDependencies(...wanted).map(({name}) => name)

  it('is read with sources, without what is not installed', () => {
    assert.deepEqual(packages.map(({name}) => name), ['tool', 'libc6', 'lib-a', 'debconf', 'perl-base', 'other'])
    assert.deepEqual(packages.map(({source}) => source).slice(1, 3), ['libc6', 'a'])
    assert.deepEqual([packages[0]?.version, packages[0]?.arch, packages[0]?.depends], ['1.2-3', 'amd64', ['libc6', 'lib-a', 'lib-b', 'debconf', 'debconf-2.0']])
  })

  it('brings what is depended on, also by a name that another provides', () => {
    assert.deepEqual(names(packages, ['tool']), ['tool', 'libc6', 'lib-a', 'debconf', 'perl-base'])
    assert.deepEqual(names(packages, ['other']), ['lib-a', 'other'])
    assert.deepEqual(names(packages, ['unknown']), [])
  })

  it('leaves out what is needed while configuring alone, unless it is wanted', () => {
    assert.deepEqual(names(packages, ['tool'], ['debconf', 'debconf-2.0']), ['tool', 'libc6', 'lib-a'])
    assert.deepEqual(names(packages, ['tool', 'debconf'], ['debconf', 'debconf-2.0']), ['tool', 'libc6', 'lib-a', 'debconf', 'perl-base'])
  })
})
