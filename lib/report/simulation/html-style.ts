/** Of the page: in the colours of the reader's system; the table scrolls beside the names of its rows. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 2rem auto; padding: 0 1rem; width: fit-content; max-width: calc(100vw - 2rem); box-sizing: border-box; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
p, ul, details { max-width: 60rem; overflow-wrap: break-word; }
.wide { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 2px; }
th { text-align: left; font-weight: 500; padding: .3rem .5rem; }
thead th { vertical-align: bottom; font-size: .85rem; }
thead span { display: block; opacity: .65; white-space: nowrap; }
tbody th { position: sticky; left: 0; background: Canvas; white-space: nowrap; line-height: 1.2; }
em { font-style: normal; opacity: .65; white-space: nowrap; }
td, .legend b, summary span { padding: .3rem .5rem; border-radius: 3px; text-align: center; white-space: nowrap; }
.survives { background: light-dark(#e3f3e6, #16331d); }
.degrades { background: light-dark(#fdf1cf, #463a10); }
.inconclusive { background: light-dark(#e8e6f6, #302c4d); }
.outage { background: light-dark(#fbd9cf, #55261a); }
.unbounded { background: light-dark(#c0341d, #a52c17); color: #fff; font-weight: 600; }
.legend { font-size: .85rem; line-height: 2.4; } .legend span { margin-right: .8rem; white-space: nowrap; } .legend b { font-weight: inherit; }
.terms td { text-align: left; white-space: normal; } .terms td:not(:last-child) { text-align: right; }
small { display: block; opacity: .7; } details { margin: .4rem 0; } summary { cursor: pointer; }
summary span { display: inline-block; min-width: 5rem; } li { margin: .2rem 0; }
@media (max-width: 40rem) { tbody th, td { font-size: .85rem; padding: .3rem; } tbody th { max-width: 32vw; white-space: normal; overflow-wrap: break-word; } ul { padding-left: 1.2rem; } }
`.trim();
