/**
 * Azurite's blob service as a child process: the same service its own command starts, but it says when it is ready,
 * saves on SIGTERM, and saves and leaves when the parent is lost. A SIGKILL may lose its last seconds.
 */
import { createRequire } from 'node:module'
import { serveParent } from '../serve-parent.ts'

export interface AzuriteOptions {
  /** The bundle of Azurite. */
  readonly file: string
  /** Data folder; its name carries Azurite's version, because a newer one cannot always read an older one's files. */
  readonly dir: string
  /** 0 lets the system choose. */
  readonly port: number
}

interface BlobServer {
  start(): Promise<void>
  close(): Promise<void>
  getHttpServerAddress(): string
}
/** What Azurite reads from its command line: one method per option. */
interface BlobEnvironment {
  readonly [option: string]: () => unknown
}

await serveParent(async () => {
  const options = JSON.parse(process.argv[2] ?? '') as AzuriteOptions
  const require = createRequire(import.meta.url)
  const { BlobServerFactory } = require(options.file) as {
    BlobServerFactory: new () => { createServer(environment: BlobEnvironment): Promise<BlobServer> }
  }
  const absent = () => undefined
  const server = await new BlobServerFactory().createServer({
    location: async () => options.dir,
    blobHost: () => '127.0.0.1',
    blobPort: () => options.port,
    silent: () => true,
    skipApiVersionCheck: () => true,
    loose: () => false,
    inMemoryPersistence: () => false,
    disableProductStyleUrl: () => false,
    extentMemoryLimit: absent,
    blobKeepAliveTimeout: absent,
    debug: async () => undefined,
    cert: absent,
    key: absent,
    pwd: absent,
    oauth: absent,
  })
  await server.start()
  return {
    ready: { port: Number(new URL(server.getHttpServerAddress()).port) },
    methods: {},
    close: () => server.close(),
  }
})
