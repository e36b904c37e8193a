package browser

import (
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// Shooting says that ACCORD_SHOTS names a folder for pictures.
func Shooting() bool { return os.Getenv(shots) != "" }

const shots = "ACCORD_SHOTS"

// Shoot saves a picture of the whole page as FOLDER/name.png, where
// ACCORD_SHOTS names a folder.
func (b *Tab) Shoot(name string) {
	b.Helper()
	if !Shooting() {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(os.Getenv(shots), name+".png")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // pictures are for everybody
		b.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil { //nolint:gosec // the same
		b.Fatal(err)
	}
}
