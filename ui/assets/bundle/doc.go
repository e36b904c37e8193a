// Command bundle makes ui/assets/dist from our sources and the packages of npm.
//
//	css/app.css ──┐
//	js/app.ts     ├─ esbuild ─┐
//	js/charts.ts ─┘           │
//	icons.txt, icons/ ─ sprite ├─► pieces ─► named by their hash, .br, .gz ─► dist
//	Inter ────────────────────┤
//	licences of what went in ─┘
//
//	go run ./ui/assets/bundle     at the top of the repository, after npm ci
//
// Invariants:
//   - everything is made before anything is written: a fault leaves the last
//     good dist;
//   - the same sources give the same bytes;
//   - the manifest is written when every file it names lies there, and what it
//     no longer names is removed last.
package main
