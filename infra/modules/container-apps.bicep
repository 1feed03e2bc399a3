// Where sweeps run, and migrations of a database that only the network can reach: two jobs of one image, started by
// hand or by the app, each under the one identity that its work needs.

import { roleIds } from '../roles.bicep'

param registryName string
param environmentName string
param sweepJobName string
param migrateJobName string
param location string
param tags object
param workspaceId string

@description('The worker, such as ours.azurecr.io/worker:1.2.3; empty before the first one was pushed.')
param image string

param cpu string
param memory string
param timeoutSeconds int
param appPrincipalId string
param sweeperId string
param sweeperPrincipalId string
param migratorId string
param migratorPrincipalId string

@description('Pushes the image; empty for nobody.')
param deployerPrincipalId string

param appName string
param sweeperName string
param sweeperClientId string
param migratorName string
param migratorClientId string
param postgresHost string
param databaseName string
param lakeAccountName string

@description('Subnet of the environment; empty for none.')
param subnetId string

// Basic has no private endpoints; whoever pulls or pushes needs a token of an identity with the role.
resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: registryName
  location: location
  tags: tags
  sku: {
    name: 'Basic'
  }
  properties: {
    adminUserEnabled: false
  }
}

resource jobEnvironment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: environmentName
  location: location
  tags: tags
  properties: {
    // Logs go by the diagnostic setting below: the other way would need the workspace's key.
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    vnetConfiguration: empty(subnetId) ? null : {
      infrastructureSubnetId: subnetId
      internal: true
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

resource environmentDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: jobEnvironment
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource registryDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: registry
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

var pullers = [sweeperPrincipalId, migratorPrincipalId]

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for principalId in pullers: {
  name: guid(registry.id, principalId, roleIds.acrPull)
  scope: registry
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.acrPull)
  }
}]

resource push 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerPrincipalId)) {
  name: guid(registry.id, deployerPrincipalId, roleIds.acrPush)
  scope: registry
  properties: {
    principalId: deployerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.acrPush)
  }
}

// A job cannot be made of an image that is not there. Before the first push an image without Node stands in: whatever
// is started then fails, and nothing looks done that was not.
var workerImage = empty(image) ? 'mcr.microsoft.com/azurelinux/base/core:3.0' : image

resource sweepJob 'Microsoft.App/jobs@2025-07-01' = {
  name: sweepJobName
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${sweeperId}': {}
    }
  }
  properties: {
    environmentId: jobEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Manual'
      replicaTimeout: timeoutSeconds
      // The desk starts a lost shard again itself, and knows when to stop.
      replicaRetryLimit: 0
      manualTriggerConfig: {
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: [
        {
          server: registry.properties.loginServer
          identity: sweeperId
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'sweep-job'
          image: workerImage
          command: [
            'node'
            '/app/sweep-worker.js'
          ]
          env: [
            { name: 'PGHOST', value: postgresHost }
            { name: 'PGDATABASE', value: databaseName }
            { name: 'PGUSER', value: sweeperName }
            { name: 'STORAGE_ACCOUNT', value: lakeAccountName }
            { name: 'AZURE_CLIENT_ID', value: sweeperClientId }
          ]
          resources: {
            // The type says int; fractions are written as JSON numbers.
            cpu: json(cpu)
            memory: memory
          }
        }
      ]
    }
  }
  dependsOn: [
    pull
  ]
}

// The app reads the job, starts it and asks after its executions. Nothing else in the environment is its business.
resource start 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(sweepJob.id, appPrincipalId, roleIds.containerAppsJobsOperator)
  scope: sweepJob
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.containerAppsJobsOperator
    )
  }
}

resource migrateJob 'Microsoft.App/jobs@2025-07-01' = {
  name: migrateJobName
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${migratorId}': {}
    }
  }
  properties: {
    environmentId: jobEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Manual'
      replicaTimeout: 900
      replicaRetryLimit: 0
      manualTriggerConfig: {
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: [
        {
          server: registry.properties.loginServer
          identity: migratorId
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'migrate'
          image: workerImage
          command: [
            'node'
            '/app/migrate.js'
          ]
          args: [
            '--host'
            postgresHost
            '--database'
            databaseName
            '--user'
            migratorName
            '--app'
            appName
            '--app-id'
            appPrincipalId
            '--sweeper'
            sweeperName
            '--sweeper-id'
            sweeperPrincipalId
          ]
          env: [
            { name: 'AZURE_CLIENT_ID', value: migratorClientId }
          ]
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
        }
      ]
    }
  }
  dependsOn: [
    pull
  ]
}

output registryName string = registry.name
output registryLoginServer string = registry.properties.loginServer
output sweepJobId string = sweepJob.id
output sweepJobName string = sweepJob.name
output migrateJobName string = migrateJob.name
