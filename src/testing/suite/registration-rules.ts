import assert from 'node:assert/strict'
import type {Registration} from '../../contract/index.js'
import type {Rule} from './rule.js'

/** What each member of a provider is; a question mark: it may be absent. Checked against the contract by the compiler. */
export type Members<P> = {readonly [K in keyof Required<P>]: MemberType | `${MemberType}?`}
type MemberType = 'function' | 'string' | 'object' | 'boolean'

/** What core takes for granted of a registration before it asks the provider anything. */
export function registrationRules<P extends object>(registration: Registration<P>, members: Members<P>): Rule[] {
  const alone = true
  return [
    {
      title: 'apiVersion is the contract of this kina',
      alone,
      async hold() {
        assert.equal(registration.apiVersion, 1)
      },
    },
    {
      title: 'name has lower case letters, digits and dashes',
      alone,
      async hold() {
        assert.match(registration.name, /^[a-z][a-z0-9-]*$/)
      },
    },
    {
      title: 'summary is one line',
      alone,
      async hold() {
        assert.match(registration.summary, /^\S.*\S$/, `${JSON.stringify(registration.summary)} is not a line of text`)
      },
    },
    {title: 'options are a JSON schema (draft 7) that refuses what it does not know', alone, hold: () => holdSchema(registration.options)},
    {
      title: 'load gives the members of the contract, and no others',
      alone,
      async hold() {
        const loaded: unknown = await registration.load()
        assert.ok(typeof loaded === 'object' && loaded !== null, `load resolves to ${typeof loaded}`)
        assertMembers(loaded, members as Readonly<Record<string, string>>)
      },
    },
  ]
}

/** An option with a typing mistake must not be taken silently. */
async function holdSchema(schema: Registration<unknown>['options']): Promise<void> {
  if (schema === undefined) return
  const {Ajv} = await import('ajv')
  const ajv = new Ajv({strict: false})
  assert.ok(ajv.validateSchema(schema), `not a schema of draft 7: ${ajv.errorsText(ajv.errors)}`)
  const unknown = {'kina-conformance-unknown': true}
  assert.ok(!ajv.validate(schema, unknown), 'an unknown option is taken: say additionalProperties: false')
}

/** A member under a wrong name would be left out in silence, an optional one above all. */
function assertMembers(provider: object, members: Readonly<Record<string, string>>): void {
  const given = provider as Readonly<Record<string, unknown>>
  for (const [name, type] of Object.entries(members)) {
    const value = given[name]
    if (value === undefined && type.endsWith('?')) continue
    assert.equal(typeof value, type.replace('?', ''), `${name} is ${value === undefined ? 'missing' : `a ${typeof value}`}`)
  }
  const unknown: string[] = []
  for (const name in given) if (!(name in members)) unknown.push(name)
  assert.deepEqual(unknown, [], `not in the contract: ${unknown.join(', ')}`)
}
