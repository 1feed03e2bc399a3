/** Makes the blob containers of the desk where they are absent. */

export async function makeContainers(connectionString: string, names: readonly string[]): Promise<void> {
  const { BlobServiceClient } = await import('@azure/storage-blob')
  const service = BlobServiceClient.fromConnectionString(connectionString)
  await Promise.all(names.map((name) => service.getContainerClient(name).createIfNotExists()))
}
