/** What Azure allows, each number with the page that says so. A size that is not in a table is refused, not guessed. */
import { UsageError } from '../lib/desk.ts'
import { PUBLICATION_BYTES_MAX } from '../platform/event-hubs/limits.ts'

const LEARN = 'https://learn.microsoft.com/azure'
const CONNECTIONS_PAGE = `${LEARN}/postgresql/configure-maintain/concepts-limits`
const COMPUTE_PAGE = `${LEARN}/postgresql/flexible-server/concepts-compute`
const STORAGE_PAGE = `${LEARN}/postgresql/flexible-server/concepts-storage`
const UNITS_PAGE = `${LEARN}/event-hubs/event-hubs-scalability#throughput-units`
const QUOTAS_PAGE = `${LEARN}/event-hubs/event-hubs-quotas`
const FLEX_PAGE = `${LEARN}/azure-functions/flex-consumption-plan`

/** A number of Azure's and the page that says it. */
export interface Fact {
  readonly value: number
  readonly source: string
}

export interface AzureLimits {
  /** Connections that the server leaves to users. */
  readonly userConnections: Fact
  /** Input and output operations per second: the smaller of what the disk has and what the server may use of it. */
  readonly iops: Fact
  /** Bytes at which the server goes over to reading only. */
  readonly writableBytes: Fact
  /** Of one throughput unit, each second. */
  readonly ingressBytes: Fact
  readonly ingressEvents: Fact
  readonly egressBytes: Fact
  readonly egressEvents: Fact
  /** Kept events that one throughput unit's price includes. */
  readonly retainedBytes: Fact
  /** Largest event, and largest batch of events. */
  readonly publicationBytes: Fact
  /** Cores of all Flex Consumption apps of a subscription in a region. */
  readonly regionalCores: Fact
}

interface Sku {
  readonly userConnections: number
  readonly iops: number
}

/** User connections: max_connections less the 15 that the server keeps. */
const SKUS: Readonly<Record<string, Sku>> = {
  Standard_B1ms: { userConnections: 35, iops: 640 },
  Standard_B2s: { userConnections: 414, iops: 1_280 },
  Standard_D2ds_v5: { userConnections: 844, iops: 3_750 },
}

/** Provisioned IOPS of a Premium SSD by its GiB; bursts above them do not last. */
const DISK_IOPS: Readonly<Record<number, number>> = { 32: 120, 64: 240, 128: 500, 256: 1_100, 512: 2_300 }

const GIB = 2 ** 30
/** The server only reads from 95 % on, or with less than 5 GiB left. */
const FULL_SHARE = 0.95
const LEFT_GIB = 5

/** Cores of a Flex Consumption instance by its memory in MB. */
export const CORES: Readonly<Record<number, number>> = { 512: 0.25, 2048: 1, 4096: 2 }

/** Throws UsageError for a size that is not in the tables. */
export function limitsOf(wanted: { readonly postgresSku: string; readonly postgresStorageGb: number }): AzureLimits {
  const sku = SKUS[wanted.postgresSku]
  if (!sku) throw unknown('postgresSku', wanted.postgresSku, SKUS, `connections and IOPS from ${CONNECTIONS_PAGE}`)
  const disk = DISK_IOPS[wanted.postgresStorageGb]
  if (!disk) throw unknown('postgresStorageGb', wanted.postgresStorageGb, DISK_IOPS, `IOPS from ${STORAGE_PAGE}`)
  const writable = Math.min(wanted.postgresStorageGb * FULL_SHARE, wanted.postgresStorageGb - LEFT_GIB)
  return {
    userConnections: { value: sku.userConnections, source: CONNECTIONS_PAGE },
    iops: sku.iops < disk ? { value: sku.iops, source: COMPUTE_PAGE } : { value: disk, source: STORAGE_PAGE },
    writableBytes: { value: writable * GIB, source: STORAGE_PAGE },
    ingressBytes: { value: 1_000_000, source: UNITS_PAGE },
    ingressEvents: { value: 1_000, source: UNITS_PAGE },
    egressBytes: { value: 2_000_000, source: UNITS_PAGE },
    egressEvents: { value: 4_096, source: UNITS_PAGE },
    retainedBytes: { value: 84e9, source: 'https://azure.microsoft.com/pricing/details/event-hubs/' },
    publicationBytes: { value: PUBLICATION_BYTES_MAX, source: QUOTAS_PAGE },
    regionalCores: { value: 250, source: FLEX_PAGE },
  }
}

function unknown(parameter: string, value: unknown, table: object, from: string): UsageError {
  const names = Object.keys(table).join(', ')
  return new UsageError(`${parameter} is ${value}: not one of ${names}; add its ${from} to scripts/budget/limits.ts`)
}
