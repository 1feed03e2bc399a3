/** Alerts are those of shared/contracts/metrics.ts: same names, aggregates, thresholds, windows and severities. */
import { METRICS, type OwnMetric, PLATFORM_METRICS, type PlatformMetric } from '../../../shared/contracts/metrics.ts'
import type { Violation } from '../../tidy/project.ts'
import type { Run } from '../evaluate/run.ts'
import { type Deployed, itemsOf, type Place, plainOf, textOf, type Value, valueAt } from '../evaluate/value.ts'
import type { InfraLaw } from '../project.ts'
import { differ, placeOf } from './bus.ts'

const QUERY_RULE = 'Microsoft.Insights/scheduledQueryRules'
const METRIC_RULE = 'Microsoft.Insights/metricAlerts'
const OWN: ReadonlyMap<string, OwnMetric> = new Map(Object.entries(METRICS))
const PLATFORM: readonly PlatformMetric[] = Object.values(PLATFORM_METRICS)

export const alerts: InfraLaw = {
  name: 'alerts',
  says: 'every metric of shared/contracts/metrics.ts rings, by its terms, and nothing else does',
  check: ({ runs }) => runs.filter(({ isClosed }) => isClosed).flatMap((run) => [...own(run), ...platform(run)]),
}

/** The words of an alert beside its metric. */
const termsOf = ({ alert }: OwnMetric | PlatformMetric) => ({
  timeAggregation: alert.aggregation,
  operator: alert.operator,
  threshold: alert.threshold,
  windowSize: `PT${alert.windowMinutes === 60 ? '1H' : `${alert.windowMinutes}M`}`,
  severity: alert.severity,
  runbook: alert.runbook,
  enabled: true,
})

function found(rule: Deployed, criterion: Value) {
  const description = textOf(valueAt(rule.body, 'properties.description'))
  return {
    timeAggregation: plainOf(valueAt(criterion, 'timeAggregation')),
    operator: plainOf(valueAt(criterion, 'operator')),
    threshold: plainOf(valueAt(criterion, 'threshold')),
    windowSize: plainOf(valueAt(rule.body, 'properties.windowSize')),
    severity: plainOf(valueAt(rule.body, 'properties.severity')),
    runbook: /RUNBOOK\.md#([\w-]+)/.exec(description)?.[1] ?? null,
    enabled: plainOf(valueAt(rule.body, 'properties.enabled')) ?? null,
  }
}

const criteriaOf = (rule: Deployed): readonly Value[] => {
  const all = valueAt(rule.body, 'properties.criteria.allOf')
  return all === undefined ? [] : itemsOf(all).items
}
const dimensionsOf = (criterion: Value): unknown[] => {
  const dimensions = valueAt(criterion, 'dimensions')
  return dimensions === undefined ? [] : itemsOf(dimensions).items.map((item) => plainOf(valueAt(item, 'name')))
}

function own({ resources }: Run): Violation[] {
  const rules = resources.filter(({ type }) => type === QUERY_RULE)
  const rung = new Set<string>()
  const wrong = rules.flatMap((rule) =>
    criteriaOf(rule).flatMap((criterion) => {
      const at = placeIn(criterion, rule)
      const query = textOf(valueAt(criterion, 'query'))
      const names = [...query.matchAll(/"metric":"([^"]*)"|metric\s*==\s*["']([^"']*)["']/g)].map(
        ([, a, b]) => a ?? b ?? '',
      )
      if (names.length !== 1)
        return [{ ...at, message: `a query of ${rule.key} names ${names.length} metrics; name one` }]
      const name = names[0] ?? ''
      const metric = OWN.get(name)
      if (metric === undefined)
        return [{ ...at, message: `nobody measures '${name}'; there is ${[...OWN.keys()].join(', ')}` }]
      rung.add(name)
      return [
        ...differ(at, `terms of ${name}`, found(rule, criterion), termsOf(metric)),
        ...differ(at, `dimensions of ${name}`, dimensionsOf(criterion).sort(), Object.keys(metric.dimensions).sort()),
      ]
    }),
  )
  return [
    ...wrong,
    ...silent(
      rules,
      [...OWN.keys()].filter((name) => !rung.has(name)),
    ),
  ]
}

function platform({ resources }: Run): Violation[] {
  const rules = resources.filter(({ type }) => type === METRIC_RULE)
  const tier = resources.find(({ type }) => type === 'Microsoft.DBforPostgreSQL/flexibleServers')?.body
  const wanted = PLATFORM.filter(
    ({ onlyTier }) => onlyTier === undefined || textOf(valueAt(tier, 'sku.tier')) === onlyTier,
  )
  const rung = new Set<PlatformMetric>()
  const wrong = rules.flatMap((rule) =>
    criteriaOf(rule).flatMap((criterion) => {
      const at = placeIn(criterion, rule)
      const [namespace, name] = ['metricNamespace', 'metricName'].map((key) => textOf(valueAt(criterion, key)))
      const metric = wanted.find((each) => each.metric === name && each.namespace === namespace)
      if (metric === undefined) {
        return [{ ...at, message: `${namespace} ${name} is no metric of metrics.ts; mend it or add it there` }]
      }
      rung.add(metric)
      return [
        ...differ(at, `terms of ${name}`, found(rule, criterion), termsOf(metric)),
        ...differ(at, `dimensions of ${name}`, dimensionsOf(criterion), metric.splitBy),
      ]
    }),
  )
  return [
    ...wrong,
    ...silent(
      rules,
      wanted.filter((metric) => !rung.has(metric)).map(({ metric }) => metric),
    ),
  ]
}

const placeIn = (criterion: Value, rule: Deployed): Place => (criterion.at.line > 0 ? criterion.at : rule.at)

function silent(rules: readonly Deployed[], names: readonly string[]): Violation[] {
  return names.map((name) => ({ ...placeOf(rules), message: `no alert rings on ${name}; add one` }))
}
