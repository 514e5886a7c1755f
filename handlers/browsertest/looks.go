package browsertest

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Looks keeps pictures of the page as it is, wide and narrow, light and dark, and holds it against the rules of
// accessibility; on a small phone it is not wider than that.
func (w *Window) Looks(name string) {
	w.tb.Helper()
	w.accessible()
	for _, dark := range []bool{false, true} {
		shade := map[bool]string{false: "light", true: "dark"}[dark]
		w.dark(dark)
		w.Size(1280, 900)
		w.Shot(name + "-wide-" + shade)
		w.narrow()
		w.Shot(name + "-narrow-" + shade)
	}
	w.dark(false)
	w.Size(1280, 900)
}

// tallest is how many pixels of a page a picture can hold.
const tallest = 8000

// Shot keeps a picture of the whole page for whoever ran the test, where SCREENSHOTS names a folder.
func (w *Window) Shot(name string) {
	w.tb.Helper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	whole := Evaluate[int](w, "document.documentElement.scrollHeight") <= tallest
	picture, err := chromedp.Call(w.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &whole, OptimizeForSpeed: new(true), // encoding takes longer than drawing
	})
	if err != nil {
		w.tb.Fatal(err)
	}
	file := filepath.Join(folder, strings.ReplaceAll(w.tb.Name(), "/", "-")+"-"+name+".png")
	if err := os.WriteFile(file, picture.Data, 0o644); err != nil {
		w.tb.Fatal(err)
	}
}

// accessible holds the page against axe-core's rules, in the light and in the dark. AXE names axe.min.js.
func (w *Window) accessible() {
	w.tb.Helper()
	axe := os.Getenv("AXE")
	if axe == "" && os.Getenv("CI") != "" {
		w.tb.Fatal("AXE does not name axe.min.js of axe-core")
	} else if axe == "" {
		w.tb.Log("AXE is not set: the page is not held against axe-core's rules")
		return
	}
	source, err := os.ReadFile(axe)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.Do(chromedp.Evaluate[chromedp.Void](string(source)))
	for _, dark := range []bool{false, true} {
		w.dark(dark)
		rules := map[bool]string{false: "", true: ", runOnly: ['color-contrast', 'link-in-text-block']"}[dark] // only these tell the shades apart
		found := Evaluate[[]string](w, `axe.run({resultTypes: ['violations']`+rules+`}).then(r => r.violations.flatMap(v =>
			v.nodes.map(n => v.id + ": " + n.target + ": " + n.failureSummary)))`)
		for _, violation := range found {
			w.tb.Errorf("dark %t: %s", dark, violation)
		}
	}
	w.dark(false)
}

// narrow fails when the page is wider than a small phone.
func (w *Window) narrow() {
	w.tb.Helper()
	w.Size(360, 740)
	if width := Evaluate[int](w, "document.documentElement.scrollWidth"); width > 360 {
		w.tb.Errorf("the page is %d pixels wide on a phone of 360", width)
	}
}

// Sheet is how many pixels high the page is as it is printed on A4 paper with margins of 14 mm, and how many a sheet has.
func (w *Window) Sheet(name string) (height, sheet int) {
	w.tb.Helper()
	const wide, high = (210 - 28) * 960 / 254, (297 - 28) * 960 / 254 // 96 dots in 25.4 mm
	_, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.Size(wide, 400)
	height = Evaluate[int](w, "document.documentElement.scrollHeight")
	w.Shot(name + "-printed")
	w.dark(false)
	w.Size(1280, 900)
	return height, high
}

// dark sets whether the person prefers the dark.
func (w *Window) dark(on bool) {
	w.tb.Helper()
	value := map[bool]string{true: "dark", false: "light"}[on]
	_, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		w.tb.Fatal(err)
	}
}
