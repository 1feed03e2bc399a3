// Where logs go, and who acts.

param name string
param tags object

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: resourceGroup().location
  tags: tags
  properties: {
    features: {
      disableLocalAuth: true
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: workspace
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}'
  location: resourceGroup().location
  tags: tags
}

output identityName string = identity.name
output principalId string = identity.properties.principalId
output workspaceId string = workspace.id
