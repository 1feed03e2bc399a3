/**
 * What Flex Consumption refuses or ignores stands nowhere.
 *
 * Settings: https://learn.microsoft.com/azure/azure-functions/functions-app-settings; properties and slots:
 * https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan
 */
import type { Property } from '../bicep/syntax.ts'
import { expressionsIn } from '../bicep/walk.ts'
import type { InfraLaw } from '../project.ts'

const SETTINGS = [
  ...['FUNCTIONS_WORKER_RUNTIME', 'FUNCTIONS_EXTENSION_VERSION', 'WEBSITE_RUN_FROM_PACKAGE'],
  ...['WEBSITE_CONTENTAZUREFILECONNECTIONSTRING', 'WEBSITE_CONTENTSHARE', 'WEBSITE_NODE_DEFAULT_VERSION'],
  ...['WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT', 'WEBSITE_TIME_ZONE', 'TZ'],
  ...['SCM_DO_BUILD_DURING_DEPLOYMENT', 'ENABLE_ORYX_BUILD'],
]
const PROPERTIES = [
  ...['linuxFxVersion', 'ftpsState', 'use32BitWorkerProcess', 'preWarmedInstanceCount', 'functionAppScaleLimit'],
  ...['functionsRuntimeScaleMonitoringEnabled', 'containerSize', 'alwaysOn', 'basicPublishingCredentialsPolicies'],
]
const CHILD = /basicPublishingCredentialsPolicies|Microsoft\.Web\/sites\/slots/i

export const flex: InfraLaw = {
  name: 'flex',
  says: 'no setting, property or child resource that Flex Consumption refuses or ignores',
  check: ({ sources, runs }) => {
    const written = [...sources.values()].flatMap(({ path, declarations }) => {
      const objects = expressionsIn(declarations).flatMap((each) => (each.kind === 'object' ? each.properties : []))
      return objects.filter((property) => SETTINGS.includes(keyOf(property))).map((property) => ({ path, property }))
    })
    const emitted = runs
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => /^Microsoft\.Web\/sites/i.test(type))
    const properties = [...sources.values()].flatMap(({ path, declarations }) => {
      const sites = declarations.filter(
        (each) => each.kind === 'resource' && /^Microsoft\.Web\/sites@/i.test(each.type),
      )
      const objects = expressionsIn(sites).flatMap((each) => (each.kind === 'object' ? each.properties : []))
      return objects.filter((property) => PROPERTIES.includes(keyOf(property))).map((property) => ({ path, property }))
    })
    return [
      ...[...written, ...properties].map(({ path, property }) => {
        return { path, line: property.line, message: `${keyOf(property)} is not for Flex Consumption; remove it` }
      }),
      ...emitted.flatMap(({ type, at }) =>
        CHILD.test(type) ? [{ ...at, message: `${type} is not for Flex Consumption; remove it` }] : [],
      ),
    ]
  },
}

function keyOf({ key }: Property): string {
  return key.kind === 'literal' ? String(key.value) : ''
}
