/** Executions and gigabyte-seconds of the app in the longest month, and whether its work is done in time. Pure. */
import type { Facts } from './facts.ts'
import type { Line } from './line.ts'
import { MEASURED, MONTH } from './load.ts'
import { alwaysReadyOf, type Executions, eventsPerMinute, executionsOf } from './scaling.ts'

const TOPIC = 'functions'
const MONTH_SECONDS = MONTH.hours * 3_600
/** An execution is billed for a second at least: the page below. */
const BILLED_SECONDS_MIN = 1

export interface GroupUse extends Executions {
  readonly alwaysReady: number
  /** Seconds in which an instance of the group works, each execution billed for a second at least. */
  readonly busySeconds: number
  readonly gbSeconds: number
}

export interface Compute {
  readonly groups: readonly GroupUse[]
  readonly baselineGbSeconds: number
  readonly readyGbSeconds: number
  readonly onDemandGbSeconds: number
  readonly readyExecutions: number
  readonly onDemandExecutions: number
}

/**
 * Executions on one instance that overlap are billed once, so a group's instance is never busier than the month is
 * long; apart from that no overlap is assumed.
 * https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing
 */
export function computeOf(facts: Facts): Compute {
  const gb = facts.parameters.instanceMemoryMb / 1_024
  const groups = executionsOf(facts).map((executions): GroupUse => {
    const busySeconds = Math.min(MONTH_SECONDS, executions.perMonth * Math.max(BILLED_SECONDS_MIN, executions.seconds))
    return {
      ...executions,
      alwaysReady: alwaysReadyOf(facts, executions.group),
      busySeconds,
      gbSeconds: busySeconds * gb,
    }
  })
  const ready = groups.filter(({ alwaysReady }) => alwaysReady > 0)
  const onDemand = groups.filter(({ alwaysReady }) => alwaysReady === 0)
  return {
    groups,
    baselineGbSeconds: sum(ready, ({ alwaysReady }) => alwaysReady * MONTH_SECONDS * gb),
    readyGbSeconds: sum(ready, ({ gbSeconds }) => gbSeconds),
    onDemandGbSeconds: sum(onDemand, ({ gbSeconds }) => gbSeconds),
    readyExecutions: sum(ready, ({ perMonth }) => perMonth),
    onDemandExecutions: sum(onDemand, ({ perMonth }) => perMonth),
  }
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((all, item) => all + of(item), 0)

export function computeLines(facts: Facts): Line[] {
  const { groups } = computeOf(facts)
  return [...groups.map(executionLine), ...inTime(facts)]
}

function executionLine({ group, perMonth, seconds, formula, alwaysReady, gbSeconds }: GroupUse): Line {
  const how = alwaysReady > 0 ? `${alwaysReady} always ready` : 'on demand'
  return {
    ...{ topic: TOPIC, name: `${group.name.replace(/^function:/, '')} (${how})`, formula },
    value: perMonth,
    unit: 'executions/month',
    basis: `${seconds.toFixed(2)} s each, ${Math.round(gbSeconds).toLocaleString('en-US')} GB-s`,
  }
}

function inTime(facts: Facts): Line[] {
  const { bars } = eventsPerMinute(facts)
  const { maxEventBatchSize, functionTimeoutSeconds } = facts.desk
  return [
    {
      ...{ topic: TOPIC, name: 'work of one minute of bars', formula: `${bars} bars × ${MEASURED.secondsPerBar} s` },
      value: bars * MEASURED.secondsPerBar,
      unit: 's',
      basis: 'measured, one instance',
      limit: {
        ...{
          value: 60,
          beyond: 'fails',
          source: 'a bar comes every minute',
          parameter: 'alwaysReady of function:bars',
        },
        remedy: 'watch fewer symbols, or let more instances take the partitions',
      },
    },
    {
      ...{ topic: TOPIC, name: 'a full batch', formula: `${maxEventBatchSize} events × ${MEASURED.secondsPerBar} s` },
      value: maxEventBatchSize * MEASURED.secondsPerBar,
      unit: 's',
      basis: 'measured',
      limit: {
        ...{ value: functionTimeoutSeconds, beyond: 'fails', source: 'host.json', parameter: 'functionTimeout' },
        remedy: 'lower maxEventBatchSize',
      },
    },
  ]
}
