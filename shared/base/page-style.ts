import { html } from './html.ts'

/** Colours of the dashboard: every pair of text and ground keeps a contrast of at least 4.5 : 1. */
export const STYLE = html`<style>
:root{color-scheme:light dark;--page:#f4f5f7;--line:#dce0e5;--text:#171c22;--quiet:#56606b;--good:#17693b;
--bad:#a92318;--warn:#7d5200}
@media (prefers-color-scheme:dark){:root{--page:#0e1216;--line:#29313a;--text:#e3e7eb;--quiet:#9aa5b1;--good:#63cf93;
--bad:#f58f85;--warn:#e2b455}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:14px/1.45 system-ui,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:56rem;margin:auto;padding:12px}
h1{font-size:20px;margin:8px 0 12px}
h1 small{font-size:14px;font-weight:400;white-space:nowrap}
h2,caption{font-size:14px;font-weight:650;text-align:left;margin:0;padding:0 0 4px}
section{margin-top:28px}
p{margin:8px 0}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:16px 32px;align-items:start}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:5px 12px 5px 0;border-bottom:1px solid var(--line);
overflow-wrap:anywhere}
th{font-weight:400;color:var(--quiet)}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
.time{white-space:nowrap;width:1%}
.scroll{overflow-x:auto}
small,.quiet{color:var(--quiet)}
small,code{font-size:12px}
code{font-family:ui-monospace,monospace;color:var(--quiet)}
strong{font-weight:650}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
@media print{body{background:none}.scroll{overflow:visible}}
</style>`
