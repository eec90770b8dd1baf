import assert from 'node:assert/strict'
import {generateKeyPairSync, randomBytes} from 'node:crypto'
import {KnownSecrets} from '../../src/logs/known-secrets.js'
import {redactJson, redactJsonText} from '../../src/logs/redact-json.js'
import {redactText} from '../../src/logs/redact-text.js'

const pem = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({type: 'sec1', format: 'pem'}) as string
const pkcs8 = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey.export({type: 'pkcs8', format: 'pem'}) as string
const body = pkcs8.split('\n').slice(1, -2)
const jwt = `eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.${randomBytes(60).toString('base64url')}.${randomBytes(80).toString('base64url')}`
/** What must never be seen: no word that a rule could stumble over. */
const SECRET = 'Hunt3r2-Zebra'

describe('taking secrets out of a text', () => {
  const gone: readonly (readonly [string, string, string?])[] = [
    ['a YAML field', `password: ${SECRET}\nuser: me`],
    ['a quoted one with spaces', `password: "${SECRET} and more"`, `${SECRET}|and more`],
    ['a single-quoted one', `db.password = '${SECRET}'`],
    ['a field of a kubeconfig', `users:\n- user:\n    client-key-data: ${Buffer.from(pem).toString('base64')}\n    client-certificate-data: ${SECRET}\n`, `${Buffer.from(pem).toString('base64').slice(0, 40)}|${SECRET}`],
    ['a token of a kubeconfig', `    token: ${SECRET}`],
    ['JSON', `{"clientSecret":"${SECRET}","a":1}`],
    ['JSON with escaped quotes in a value', `{"password":"a\\"${SECRET}"}`],
    ['JSON in a string', JSON.stringify({text: JSON.stringify({adminPassword: SECRET, a: 1})})],
    ['JSON in a string in a string', JSON.stringify({b: JSON.stringify({text: JSON.stringify({apiKey: SECRET})})})],
    ['a variable', `DB_PASSWORD=${SECRET}`],
    ['an exported variable', `export AWS_SECRET_ACCESS_KEY="${SECRET}"`],
    ['a variable whose name ends in key', `STRIPE_KEY=${SECRET}`],
    ['variables of a pod in YAML', `env:\n- name: DB_PASSWORD\n  value: ${SECRET}\n- name: A\n  value: b`],
    ['variables of a pod in JSON', `{"name":"DB_PASSWORD","value":"${SECRET}"}`],
    ['variables as the runtime has them', `{\n  "key": "DB_PASSWORD",\n  "value": "${SECRET}"\n}`],
    ['what kubectl describes', `    Environment:\n      DB_PASSWORD:  ${SECRET}\n`],
    ['a flag with a space', `kubeadm join n:6443 --token ${SECRET} --v 5`],
    ['a flag with an equals sign', `prog --client-secret=${SECRET}`],
    ['logfmt', `level=info token=${SECRET} msg="x"`],
    ['a Go structure', `{Token:"${SECRET}", Name:"x"}`],
    ['a block of YAML', `data:\n  admin-password: |\n    ${SECRET}\n    ${SECRET}2\n  other: x\n`],
    ['basic authorization', `Authorization: Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`, Buffer.from(`me:${SECRET}`).toString('base64')],
    ['bearer authorization in a map', `map[Authorization:[Bearer ${SECRET}${SECRET}] Accept:[*/*]]`],
    ['a bearer token without its header', `curl -H "x: Bearer ${SECRET}${SECRET}"`],
    ['a cookie', `Set-Cookie: ${SECRET}; Path=/`],
    ['a JSON Web Token', `found ${jwt} in a log`, jwt.slice(40, 80)],
    ['a JSON Web Token without a signature', `found ${jwt.split('.').slice(0, 2).join('.')}`, jwt.slice(40, 80)],
    ['credentials in an address', `https://me:${SECRET}@example.org/x`],
    ['a login for a registry', `{"auths":{"example.org":{"auth":"${Buffer.from(SECRET).toString('base64')}"}}}`, Buffer.from(SECRET).toString('base64')],
    ['a token of kubeadm', 'using abcdef.0123456789abcdef now', 'abcdef\\.'],
    ['an elliptic key', `x\n${pem}y`, pem.split('\n')[1]!.slice(0, 30).replaceAll(/[+/]/g, '.')],
    ['an encrypted key', `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n\n${body.join('\n')}\n-----END RSA PRIVATE KEY-----`, quoted(body[3]!)],
    ['a key with escaped line ends', JSON.stringify({log: pkcs8}), quoted(body[3]!)],
    ['a key twice escaped', JSON.stringify(JSON.stringify({log: pkcs8})), quoted(body[3]!)],
    ['a key whose end was cut off', pkcs8.slice(0, 600), quoted(body[3]!)],
    ['a key whose beginning was cut off', `${body.slice(4).join('\n')}\n-----END PRIVATE KEY-----\nafter`, quoted(body[6]!)],
    ['a key in base64', `x: ${Buffer.from(pkcs8).toString('base64')}`, quoted(Buffer.from(pkcs8).toString('base64').slice(100, 160))],
  ]
  for (const [what, text, never = SECRET] of gone) {
    it(what, () => {
      assert.match(text, new RegExp(never), 'the test is wrong')
      const redacted = redactText(text)
      assert.doesNotMatch(redacted, new RegExp(never))
      assert.match(redacted, /REDACTED/)
      assert.equal(redactText(redacted), redacted, 'twice')
    })
  }

  it('keeps what is needed to understand it', () => {
    for (const text of [
      'automountServiceAccountToken: true',
      'secretName: my-secret',
      'tokenExpirationSeconds: 3607',
      '- --service-account-private-key-file=/etc/kubernetes/pki/sa.key',
      '--tls-private-key-file=/var/lib/kubelet/pki/kubelet.key',
      '--discovery-token-ca-cert-hash sha256:289040fe5128f6613ea640326b87670115451f4c4d698ba5f172ac0251dea1f8',
      'type: kubernetes.io/service-account-token',
      'coredns-79b979586f-qdr4p.18a3c0ffee123456',
      'I0105 10:12:01.120 reconciler.go:1] "operationExecutor started" volumeName="kube-api-access"',
      'certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM=',
      '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----',
      'https://10.96.0.1:443/api',
      'key: value',
      'authorization:\n  mode: Webhook',
      'configMapAndSecretChangeDetectionStrategy: Watch',
      '10.244.0.0/24 dev eth0 proto kernel scope link src 10.89.0.2',
      '{"name":"PATH","value":"/usr/bin"}',
    ]) assert.equal(redactText(text), text)
    assert.equal(redactText(`first\n${pkcs8}last: 1`), 'first\nREDACTED\nlast: 1')
  })

  it('gets to the end of a megabyte of one word, which what grows with the square would not', () => {
    for (const word of ['a', 'a-', 'a=', '\\', '"a', 'eyJ', '=']) assert.ok(redactText(word.repeat(100_000)).length > 0, word)
  })
})

describe('taking secrets out of JSON', () => {
  it('empties Secrets, and tells their keys', () => {
    const redacted = redactJson({kind: 'List', items: [{kind: 'Secret', metadata: {name: 'a', annotations: {x: JSON.stringify({password: SECRET})}}, data: {one: SECRET}, stringData: {two: SECRET}}]})
    assert.doesNotMatch(JSON.stringify(redacted), new RegExp(SECRET))
    assert.match(JSON.stringify(redacted), /"kind":"Secret".*"data":\{"one":"REDACTED"\},"stringData":\{"two":"REDACTED"\}/)
  })

  it('knows variables, arguments and annotations', () => {
    const applied = JSON.stringify({spec: {containers: [{env: [{name: 'API_TOKEN', value: SECRET}]}]}})
    const pod = {
      metadata: {annotations: {'kubectl.kubernetes.io/last-applied-configuration': applied}},
      spec: {containers: [{env: [{name: 'DB_PASSWORD', value: SECRET}, {name: 'PATH', value: '/bin'}], command: ['prog', '--password', SECRET, '--verbose', 'x'], args: [`--token=${SECRET}`, '-c', `export SECRET=${SECRET}`]}]},
      info: {envs: [{key: 'DB_PASSWORD', value: SECRET}], process: {env: [`DB_PASSWORD=${SECRET}`, 'HOME=/']}},
    }
    const redacted = JSON.stringify(redactJson(pod))
    assert.doesNotMatch(redacted, new RegExp(SECRET))
    for (const kept of ['/bin', '"prog","--password","REDACTED","--verbose","x"', 'HOME=/', 'DB_PASSWORD']) assert.ok(redacted.includes(kept), kept)
  })

  it('takes several documents after another, and text that is none', () => {
    assert.deepEqual(JSON.parse(redactJsonText(`{\n"password": "${SECRET}"\n}\n{\n"a": 1\n}\n`)), [{password: 'REDACTED'}, {a: 1}])
    assert.equal(redactJsonText(`{"password": "${SECRET}", cut o`), '{"password": "REDACTED", cut o')
    assert.equal(redactJsonText('{"secret":{"secretName":"a"},"token":true,"n":null}'), `${JSON.stringify({secret: {secretName: 'a'}, token: true, n: null}, null, 2)}\n`)
  })
})

describe('secrets that are known', () => {
  const known = new KnownSecrets()
  const encoded = (text: string) => Buffer.from(text).toString('base64')
  before(() => {
    known.addSecrets({items: [{data: {password: encoded('letmein'), 'config.ini': encoded('[x]\nS0mething-Long'), namespace: encoded('kube-system'), type: encoded('kubernetes'), 'note': encoded('wonderful')}}]})
    known.addNamed({spec: {env: [{name: 'DB_PASSWORD', value: 'a"quote\\'}]}, process: {env: ['API_TOKEN=fr0m-the-environment', 'DEBUG_TOKEN=1']}})
  })

  it('are found wherever a program wrote them, also in base64 and in JSON', () => {
    for (const text of ['login with letmein failed', `x ${encoded('letmein')} y`, 'S0mething-Long', 'got fr0m-the-environment', JSON.stringify('it is a"quote\\')]) {
      assert.match(redactText(text, known.mask), /REDACTED/, text)
    }
  })

  it('are no words that a log needs', () => {
    const text = 'the namespace kube-system of kubernetes is wonderful, 1 of 2'
    assert.equal(redactText(text, known.mask), text)
  })
})

function quoted(text: string): string {
  return text.replaceAll(/[+/=]/g, '.')
}
