/** App settings as the host reads them: the environment, %NAME% in bindings, and connections by a setting's name. */
export type Settings = Readonly<Record<string, string | undefined>>

/** Replaces each %NAME% by the setting; an absent setting is an error that names the binding's field. */
export function resolveSettings(text: string, settings: Settings, field: string): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name]
    if (value === undefined || value === '') throw new Error(`${field} is "${text}": set the app setting ${name}`)
    return value
  })
}

/**
 * True when the app settings turn the function off.
 * https://learn.microsoft.com/azure/azure-functions/disable-function
 */
export const isDisabled = (name: string, settings: Settings): boolean =>
  /^(true|1)$/i.test(settings[`AzureWebJobs.${name}.Disabled`] ?? '')

export type HubConnection =
  | { readonly kind: 'connectionString'; readonly connectionString: string; readonly entityPath: string | undefined }
  | { readonly kind: 'identity'; readonly fullyQualifiedNamespace: string; readonly clientId: string | undefined }

/** Finds `<name>` as a connection string, or `<name>__fullyQualifiedNamespace` for a managed identity. */
export function hubConnection(name: string, settings: Settings, field: string): HubConnection {
  const connectionString = settings[name] ?? settings[`AzureWebJobs${name}`]
  if (connectionString) {
    return { kind: 'connectionString', connectionString, entityPath: /EntityPath=([^;]+)/i.exec(connectionString)?.[1] }
  }
  const fullyQualifiedNamespace = settings[`${name}__fullyQualifiedNamespace`]
  if (fullyQualifiedNamespace) {
    return { kind: 'identity', fullyQualifiedNamespace, clientId: settings[`${name}__clientId`] }
  }
  throw new Error(`${field} is "${name}": set the app setting ${name} or ${name}__fullyQualifiedNamespace`)
}

export type BlobConnection =
  | { readonly kind: 'connectionString'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly serviceUri: string; readonly clientId: string | undefined }

const STORAGE = 'AzureWebJobsStorage'

/** The host's own storage account: AzureWebJobsStorage, or its __blobServiceUri or __accountName with an identity. */
export function hostStorage(settings: Settings): BlobConnection {
  const connectionString = settings[STORAGE]
  if (connectionString) return { kind: 'connectionString', connectionString }
  const account = settings[`${STORAGE}__accountName`]
  const serviceUri = settings[`${STORAGE}__blobServiceUri`] ?? (account && `https://${account}.blob.core.windows.net`)
  if (serviceUri) return { kind: 'identity', serviceUri, clientId: settings[`${STORAGE}__clientId`] }
  throw new Error(`Event Hubs triggers keep checkpoints in Blob: set the app setting ${STORAGE}`)
}
