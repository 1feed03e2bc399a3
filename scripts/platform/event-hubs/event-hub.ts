/** One hub: its partitions, its consumer groups, and how a publication finds its partition. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CONSUMER_GROUPS_MAX, DEFAULT_CONSUMER_GROUP, PARTITIONS_MAX, RETENTION_HOURS_MAX } from './limits.ts'
import { partitionOfKey } from './partition-hash.ts'
import { PartitionLog } from './partition-log.ts'

export interface HubShape {
  readonly name: string
  readonly partitions: number
  readonly retentionHours: number
}

const HOUR_MS = 3_600_000
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$/

export class EventHub {
  readonly name: string
  readonly partitions: readonly PartitionLog[]
  readonly groups: ReadonlySet<string>
  #turn = 0

  /** Opens the hub's logs under `dir`. Throws naming the field when the shape is not one the service allows. */
  constructor(dir: string, shape: HubShape, groups: readonly string[]) {
    this.name = shape.name
    this.groups = new Set([DEFAULT_CONSUMER_GROUP, ...groups])
    check(
      NAME.test(shape.name),
      `hub name ${JSON.stringify(shape.name)} is not letters, digits, dots, dashes or underscores`,
    )
    checkRange(`partitions of ${shape.name}`, shape.partitions, PARTITIONS_MAX)
    checkRange(`retentionHours of ${shape.name}`, shape.retentionHours, RETENTION_HOURS_MAX)
    checkRange(`consumer groups of ${shape.name}`, this.groups.size, CONSUMER_GROUPS_MAX)
    const home = join(dir, shape.name)
    const kept = existsSync(home) ? readdirSync(home).filter((name) => /^\d+$/.test(name)).length : 0
    check(
      kept <= shape.partitions,
      `${home} holds ${kept} partitions, not ${shape.partitions}; ask for ${kept}, or move the folder away`,
    )
    this.partitions = Array.from(
      { length: shape.partitions },
      (_, index) => new PartitionLog(join(home, `${index}`), shape.retentionHours * HOUR_MS),
    )
  }

  /** The same key always meets the same partition; publications without one go round. */
  partitionFor(key: string | null): PartitionLog {
    const index = key === null ? this.#turn++ % this.partitions.length : partitionOfKey(key, this.partitions.length)
    const partition = this.partitions[index]
    if (partition === undefined) throw new Error(`partition ${index} of ${this.name} does not exist`)
    return partition
  }

  expire(now: number): void {
    for (const partition of this.partitions) partition.expire(now)
  }

  close(): void {
    for (const partition of this.partitions) partition.close()
  }
}

function checkRange(what: string, value: number, max: number): void {
  check(Number.isInteger(value) && value >= 1 && value <= max, `${what} is ${value}; the service takes 1 to ${max}`)
}

function check(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem)
}
