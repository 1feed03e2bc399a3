/** Starts the dashboard. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod'
import { present } from '../../shared/base/assert.ts'
import { startSession } from './session/session.ts'
import { App } from './shell/app.tsx'
import { applyTheme, rememberedTheme } from './shell/settings.ts'
import './styles/base.css'
import './styles/frame.css'
import './styles/parts.css'
import './styles/pages.css'
import './styles/day.css'

// The content security policy forbids making code from text, which the parser would otherwise try.
config({ jitless: true })
applyTheme(rememberedTheme())
void startSession()

// Polls repeat by themselves, so a failed read is not retried on top; a lost network is told, not waited out.
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', refetchIntervalInBackground: true, refetchOnWindowFocus: 'always' },
  },
})

createRoot(present(document.getElementById('root'), 'element #root')).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
