/** The laws of infra/, in the order they are told. */
import { judge } from '../tidy/laws.ts'
import { alerts } from './laws/alerts.ts'
import { awake, database, settings } from './laws/app.ts'
import { budget } from './laws/budget.ts'
import { containers, hubs } from './laws/bus.ts'
import { headers } from './laws/edge.ts'
import { facts } from './laws/facts.ts'
import { flex } from './laws/flex.ts'
import { closed, hardening, origin } from './laws/hardening.ts'
import { parameters } from './laws/parameters.ts'
import { roles } from './laws/roles.ts'
import { secrets } from './laws/secrets.ts'
import { names, placed, syntax, unique, wiring } from './laws/sound.ts'
import { unused } from './laws/unused.ts'
import { diagnostics, tags } from './laws/watched.ts'
import type { InfraLaw, InfraProject } from './project.ts'

export const INFRA_LAWS: readonly InfraLaw[] = [
  ...[
    syntax,
    wiring,
    names,
    placed,
    unique,
    unused,
    parameters,
    facts,
    flex,
    roles,
    secrets,
    hardening,
    closed,
    origin,
    tags,
    diagnostics,
  ],
  ...[hubs, containers, settings, awake, database, headers, alerts, budget],
]

/** Every violation, one line each. What does not parse is told alone: everything else would only follow from it. */
export function judgeInfra(project: InfraProject): readonly string[] {
  return judge(project.broken.length > 0 ? [syntax] : INFRA_LAWS, project)
}
