// Who acts in the cloud. The identities are made before anything that grants them a right, so that an app is complete
// at its first start; they survive the app being made anew.

param appName string
param migratorName string
param sweeperName string
param location string
param tags object

@description('owner/repository whose workflows may act as the migrator; empty for none.')
param githubRepository string

@description('GitHub environment that the workflow must run in.')
param githubEnvironment string

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: appName
  location: location
  tags: tags
}

resource migrator 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: migratorName
  location: location
  tags: tags
}

resource sweeper 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: sweeperName
  location: location
  tags: tags
}

var named = !empty(githubRepository)

// The deploy job logs in as the migrator without a secret, and from this one environment alone.
// https://learn.microsoft.com/entra/workload-id/workload-identity-federation
resource trust 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = if (named) {
  parent: migrator
  name: 'github-${githubEnvironment}'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:${githubRepository}:environment:${githubEnvironment}'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

output appId string = app.id
output appName string = app.name
output appClientId string = app.properties.clientId
output appPrincipalId string = app.properties.principalId
output migratorId string = migrator.id
output migratorName string = migrator.name
output migratorClientId string = migrator.properties.clientId
output migratorPrincipalId string = migrator.properties.principalId
output sweeperId string = sweeper.id
output sweeperName string = sweeper.name
output sweeperClientId string = sweeper.properties.clientId
output sweeperPrincipalId string = sweeper.properties.principalId
