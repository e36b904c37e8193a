// Package assets holds what a browser needs besides the page: style, scripts,
// one font, one sprite of icons.
//
//	css/ js/ icons/ ─┐
//	node_modules/    ├─► bundle ─► dist/app.3f2a91c0.css  .br  .gz
//	icons.txt       ─┘             dist/manifest.json ─► embedded here ─► Path, Icon, File
//
// DESIGN.md beside this file is for those who write pages: classes and markup.
//
// Invariants:
//   - the binary builds from an empty dist, and pages are complete and usable
//     without anything from here;
//   - the name of a file in dist carries the hash of its content, so it may be
//     kept for ever;
//   - nothing is inline: a page that uses this package needs neither
//     unsafe-inline nor unsafe-eval;
//   - no code of third parties is committed, and what is bundled is named in
//     LICENSES.txt with its licence.
package assets
