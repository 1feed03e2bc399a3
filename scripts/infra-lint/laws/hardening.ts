/** What every resource of a type must say so that keys, old TLS and strangers are kept out. */
import type { Violation } from '../../tidy/project.ts'
import { type Deployed, exactOf, fieldAt, fieldsOf, itemsOf, optionsOf, textOf, valueAt } from '../evaluate/value.ts'
import type { InfraLaw } from '../project.ts'

type Wanted = readonly (string | boolean)[]

/** Paths by type; the defaults of all of these let more in. */
const WANTED: Readonly<Record<string, Readonly<Record<string, Wanted>>>> = {
  'Microsoft.EventHub/namespaces': { disableLocalAuth: [true], minimumTlsVersion: ['1.2'] },
  'Microsoft.Storage/storageAccounts': {
    allowSharedKeyAccess: [false],
    allowBlobPublicAccess: [false],
    minimumTlsVersion: ['TLS1_2', 'TLS1_3'],
    supportsHttpsTrafficOnly: [true],
    defaultToOAuthAuthentication: [true],
    allowCrossTenantReplication: [false],
  },
  'Microsoft.Insights/components': { DisableLocalAuth: [true] },
  'Microsoft.OperationalInsights/workspaces': { 'features.disableLocalAuth': [true] },
  'Microsoft.DBforPostgreSQL/flexibleServers': {
    'authConfig.activeDirectoryAuth': ['Enabled'],
    'authConfig.passwordAuth': ['Disabled'],
  },
  'Microsoft.KeyVault/vaults': {
    enableRbacAuthorization: [true],
    enablePurgeProtection: [true],
    enableSoftDelete: [true],
  },
  'Microsoft.ContainerRegistry/registries': { adminUserEnabled: [false] },
  'Microsoft.Web/sites': {
    httpsOnly: [true],
    'siteConfig.minTlsVersion': ['1.2', '1.3'],
    'siteConfig.scmMinTlsVersion': ['1.2', '1.3'],
    'siteConfig.ipSecurityRestrictionsDefaultAction': ['Deny'],
    'siteConfig.scmIpSecurityRestrictionsUseMain': [false],
  },
  'Microsoft.Cdn/profiles/afdEndpoints/routes': { forwardingProtocol: ['HttpsOnly'], httpsRedirect: ['Enabled'] },
  'Microsoft.Cdn/profiles/customDomains': { 'tlsSettings.minimumTlsVersion': ['TLS12', 'TLS13'] },
  'Microsoft.Cdn/profiles/originGroups/origins': { enforceCertificateNameCheck: [true] },
  'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies': {
    'policySettings.mode': ['Prevention'],
    'policySettings.enabledState': ['Enabled'],
  },
}

export const hardening: InfraLaw = {
  name: 'hardening',
  says: 'local logins and keys off, TLS 1.2 or newer, https alone, the firewall on',
  check: ({ runs }) =>
    runs.flatMap(({ resources }) =>
      resources.flatMap((resource) => {
        if (resource.isExisting) return []
        return Object.entries(WANTED[resource.type] ?? {}).flatMap(([path, wanted]) => judge(resource, path, wanted))
      }),
    ),
}

function judge(resource: Deployed, path: string, wanted: Wanted): Violation[] {
  const field = fieldAt(resource.body, `properties.${path}`)
  const value = field?.value
  const known = value === undefined || field?.maybe ? [] : optionsOf(value).map(exactOf)
  const holds = known.length > 0 && known.every((each) => wanted.some((one) => one === each))
  const found = value === undefined || field?.maybe ? 'is not always said' : `is ${textOf(value)}`
  const message = `${resource.key}: ${path} ${found}; say ${wanted.join(' or ')}`
  return holds ? [] : [{ ...(field?.at ?? resource.at), message }]
}

/** Where a service says whether the internet reaches it. */
const PUBLIC_ACCESS: Readonly<Record<string, string>> = {
  'Microsoft.DBforPostgreSQL/flexibleServers': 'properties.network.publicNetworkAccess',
}

export const closed: InfraLaw = {
  name: 'closed',
  says: 'what has a private endpoint is closed to the internet',
  check: ({ runs }) =>
    runs
      .filter(({ isClosed }) => isClosed)
      .flatMap(({ resources }) => {
        const endpoints = resources.filter(({ type }) => type === 'Microsoft.Network/privateEndpoints')
        const reached = endpoints.flatMap(({ body }) => {
          const connections = valueAt(body, 'properties.privateLinkServiceConnections')
          const { items } = connections === undefined ? { items: [] } : itemsOf(connections)
          return items.map((item) => textOf(valueAt(item, 'properties.privateLinkServiceId')))
        })
        return resources.flatMap((resource) => {
          if (resource.isExisting || !reached.includes(`‹${resource.key}.id›`)) return []
          const path = PUBLIC_ACCESS[resource.type] ?? 'properties.publicNetworkAccess'
          const field = fieldAt(resource.body, path)
          const message = `${resource.key} has a private endpoint and is open as well; disable its publicNetworkAccess`
          return exactOf(field?.value) === 'Disabled' ? [] : [{ ...(field?.at ?? resource.at), message }]
        })
      }),
}

export const origin: InfraLaw = {
  name: 'origin',
  says: 'the app lets in the service tag of Front Door together with the id of our profile, and nobody else',
  check: ({ runs }) =>
    runs.flatMap(({ resources }) => {
      const sites = resources.filter(({ type, isExisting }) => type === 'Microsoft.Web/sites' && !isExisting)
      return sites.flatMap(judgeSite)
    }),
}

function judgeSite(site: Deployed): Violation[] {
  const given = valueAt(site.body, 'properties.siteConfig.ipSecurityRestrictions')
  const { items } = given === undefined ? { items: [] } : itemsOf(given)
  if (items.length === 0) {
    const message = `${site.key} has no ipSecurityRestrictions; let in AzureFrontDoor.Backend with our x-azure-fdid`
    return [{ ...site.at, message }]
  }
  return items.flatMap((rule) => {
    const ids = fieldsOf(valueAt(rule, 'headers')).fields.get('x-azure-fdid')?.value
    const admitted = ids === undefined ? [] : itemsOf(ids).items.map(textOf)
    const faults = [
      exactOf(valueAt(rule, 'tag')) === 'ServiceTag' && exactOf(valueAt(rule, 'ipAddress')) === 'AzureFrontDoor.Backend'
        ? null
        : 'admits others than the service tag AzureFrontDoor.Backend',
      admitted.length > 0 && admitted.every((id) => /\.frontDoorId›$/.test(id))
        ? null
        : 'does not ask for our x-azure-fdid, so every Front Door on earth passes',
    ]
    return faults.flatMap((fault) => {
      return fault === null ? [] : [{ ...rule.at, message: `a rule of ${site.key} ${fault}; ask for tag and header` }]
    })
  })
}
