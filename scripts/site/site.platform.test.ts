import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { BlobServiceClient } from '@azure/storage-blob'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBlobService } from '../../shared/adapters/blob/clients.ts'
import { type PackedFile, zipOf } from '../package/zip.ts'
import { startAzurite } from '../platform/azurite/azurite.ts'
import { planSite, siteOf } from './plan.ts'
import { readSite, takeStep } from './storage.ts'

const SCRIPT = join(import.meta.dirname, '../site.ts')
const NOW = Date.parse('2026-11-26T08:00:00Z')
const root = mkdtempSync(join(tmpdir(), 'gatehouse-site-'))
let azurite: Awaited<ReturnType<typeof startAzurite>>
let service: BlobServiceClient

beforeAll(async () => {
  azurite = await startAzurite({ dir: root, logFile: join(root, 'azurite.log') })
  service = await createBlobService(azurite)
})
afterAll(async () => {
  await azurite.child.stop()
  rmSync(root, { recursive: true, force: true })
})

const file = (path: string, content = path): PackedFile => ({ path, bytes: Buffer.from(content) })
const page = (...assets: string[]): PackedFile[] => [
  ...assets.map((asset) => file(`site/assets/${asset}`)),
  file('site/index.html', assets.map((asset) => `/ui/assets/${asset}`).join(' ')),
]
const FIRST = [
  ...page('index-1.js', 'style-1.css'),
  file('site/icon.svg'),
  file('site/sign-in.json', '{}'),
  file('host.json'),
]

const ENTRA = {
  ...{ kind: 'entra', authority: 'https://login.microsoftonline.com' },
  ...{ tenant_id: '11111111-2222-4333-8444-555555555555', client_id: '66666666-7777-4888-9999-000000000000' },
  scope: '66666666-7777-4888-9999-000000000000/desk',
}

async function packed(name: string, files: readonly PackedFile[]): Promise<string> {
  const path = join(root, name)
  writeFileSync(path, await zipOf(files))
  return path
}

async function site(args: readonly string[], connectionString = azurite.connectionString) {
  const env = { ...process.env, SITE_STORAGE: connectionString }
  const child = spawn(process.execPath, [SCRIPT, ...args], { env })
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number, out, error }
}
const HERE = ['--connection-string-from-env', 'SITE_STORAGE']

describe('npm run site', () => {
  test('puts up assets first and the page last, each as what it is, and does nothing the second time', async () => {
    const call = ['--package', await packed('first.zip', FIRST), ...HERE, '--sign-in', JSON.stringify(ENTRA)]
    const first = await site(call)
    expect(first).toMatchObject({ code: 0, error: '' })
    const names = [...first.out.matchAll(/^upload {2}(\S+)/gm)].map(([, name]) => name)
    expect(names).toEqual([
      ...['ui/assets/index-1.js', 'ui/assets/style-1.css', 'ui/icon.svg', 'ui/sign-in.json', 'ui/index.html'],
    ])
    expect(first.out).toMatch(/5 files stand: 5 uploaded, 0 as they were\npurge \/ui \/ui\/ \/ui\/icon.svg .*\n$/)

    expect((await service.getProperties()).staticWebsite).toMatchObject({ enabled: true, indexDocument: 'index.html' })
    const container = service.getContainerClient('$web')
    const headers = async (name: string) => {
      const { contentType, cacheControl } = await container.getBlobClient(name).getProperties()
      return [contentType, cacheControl]
    }
    const forEver = 'public, max-age=31536000, immutable'
    expect(await headers('ui/assets/index-1.js')).toEqual(['text/javascript; charset=utf-8', forEver])
    expect(await headers('ui/assets/style-1.css')).toEqual(['text/css; charset=utf-8', forEver])
    expect(await headers('ui/index.html')).toEqual(['text/html; charset=utf-8', 'no-cache'])
    expect(await headers('ui/sign-in.json')).toEqual(['application/json', 'no-cache'])
    expect(JSON.parse(String(await container.getBlobClient('ui/sign-in.json').downloadToBuffer()))).toEqual(ENTRA)

    const signIn = join(root, 'sign-in.json')
    writeFileSync(signIn, JSON.stringify(ENTRA))
    const again = await site([...call.slice(0, -1), signIn])
    expect(again).toEqual({ code: 0, error: '', out: '5 files stand: 0 uploaded, 5 as they were\n' })
  })

  test('says in one line that the storage does not answer, and what is left to do', async () => {
    const gone = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1')
    const ended = await site(['--package', await packed('gone.zip', FIRST), ...HERE], gone)
    expect(ended).toMatchObject({ code: 1, out: '', error: expect.stringMatching(/^[^\n]*ECONNREFUSED[^\n]*\n$/) })
    expect(ended.error).not.toContain('AccountKey')
  })

  test('names the role that a login lacks', async () => {
    const code = 'AuthorizationPermissionMismatch'
    const refusing = createServer((_, response) => {
      const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`
      response.writeHead(403, { 'content-type': 'application/xml', 'x-ms-error-code': code }).end(body)
    }).listen(0, '127.0.0.1')
    await once(refusing, 'listening')
    const { port } = refusing.address() as AddressInfo
    const elsewhere = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`)
    const ended = await site(['--package', await packed('refused.zip', FIRST), ...HERE], elsewhere)
    refusing.closeAllConnections()
    refusing.close()
    expect(ended).toMatchObject({
      code: 1,
      out: '',
      error: expect.stringMatching(/give it Storage Account Contributor/),
    })
  })

  test.each<[string[], RegExp]>([
    [[], /^--package is missing: npm run package writes/],
    [['--package', 'absent.zip', ...HERE], /^--package absent\.zip: ENOENT/],
    [['--package', SCRIPT, ...HERE], /^--package \S+: .*end of central directory/i],
    [['--package', 'x'], /^give either --account or --connection-string-from-env\n$/],
    [['--package', 'x', '--account', 'My_Account'], /^--account is My_Account; give the name of a storage account/],
    [['--package', 'x', '--connection-string-from-env', 'NOT_THERE'], /^NOT_THERE is not set/],
    [['--package', 'x', ...HERE, '--sign-in', '{'], /^--sign-in is neither JSON nor a file of it: Expected/],
    [['--package', 'x', ...HERE, '--sign-in', 'absent.json'], /^--sign-in is neither JSON nor a file of it: ENOENT/],
    [['--package', 'x', ...HERE, '--sign-in', '{"kind":"entra"}'], /^--sign-in: authority /],
  ])('refuses %j in words, exit 2', async (args, words) => {
    expect(await site(args)).toEqual({ code: 2, out: '', error: expect.stringMatching(words) })
  })
})

test('a site that is broken off after any step serves a page whose assets are all there', async () => {
  const second = siteOf(page('index-2.js', 'style-1.css'), null)
  const all = planSite(second, await before('whole'), NOW).length
  expect(all).toBeGreaterThan(3)
  for (let count = 0; count <= all; count += 1) {
    const stored = await before(`cut-${count}`)
    const container = service.getContainerClient(`cut-${count}`)
    for (const step of planSite(second, stored, NOW).slice(0, count)) await takeStep(container, step)
    const served = String(await container.getBlobClient('ui/index.html').downloadToBuffer())
    for (const path of served.split(' ')) expect(await container.getBlobClient(path.slice(1)).exists()).toBe(true)
    for (const step of planSite(second, await readSite(container), NOW)) await takeStep(container, step)
    expect(planSite(second, await readSite(container), NOW)).toEqual([])
    const dropped = (await readSite(container)).filter(({ droppedAt }) => droppedAt === NOW).map(({ name }) => name)
    expect(dropped).toEqual(['ui/assets/index-1.js', 'ui/icon.svg', 'ui/sign-in.json'])
  }

  /** The first release in a container of its own. */
  async function before(name: string) {
    const container = service.getContainerClient(name)
    await container.create()
    for (const step of planSite(siteOf(FIRST, null), [], NOW)) await takeStep(container, step)
    return await readSite(container)
  }
})
