// The front door's endpoint and route, with the headers of the site.

import { headers } from '../contract.bicep'

param profileName string
param tags object

resource profile 'Microsoft.Cdn/profiles@2025-06-01' existing = {
  name: profileName
}

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2025-06-01' = {
  parent: profile
  name: 'desk'
  location: 'global'
  tags: tags
}

resource ruleSet 'Microsoft.Cdn/profiles/ruleSets@2025-06-01' = {
  parent: profile
  name: 'site'
}

resource rule 'Microsoft.Cdn/profiles/ruleSets/rules@2025-06-01' = {
  parent: ruleSet
  name: 'headers'
  properties: {
    actions: [for header in headers: {
      name: 'ModifyResponseHeader'
      parameters: {
        headerAction: 'Overwrite'
        headerName: header.name
        value: header.value
      }
    }]
  }
}

resource route 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-06-01' = {
  parent: endpoint
  name: 'site'
  properties: {
    ruleSets: [
      {
        id: ruleSet.id
      }
    ]
    patternsToMatch: [
      '/ui/*'
    ]
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Enabled'
  }
}

output hostName string = endpoint.properties.hostName
