package mirror

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// BenchmarkRender makes the four files of one picture of the size that Instagram
// gives.
func BenchmarkRender(b *testing.B) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, noiseOf(1440, 1080), nil); err != nil {
		b.Fatal(err)
	}
	slot := wall.Slot{Address: "https://cdn.example/a.jpg", Copy: &wall.Copy{}}
	bytesOut := 0
	for b.Loop() {
		_, files, err := render("t_1", photo.Bytes(), slot, "digest")
		if err != nil {
			b.Fatal(err)
		}
		bytesOut = 0
		for _, f := range files {
			bytesOut += len(f.data)
		}
	}
	b.ReportMetric(float64(photo.Len()), "B/source")
	b.ReportMetric(float64(bytesOut), "B/copy")
}

// noiseOf is a picture with as much detail as a photograph: soft, with grain.
func noiseOf(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	seed := uint32(1)
	for y := range height {
		for x := range width {
			seed = seed*1664525 + 1013904223
			i := img.PixOffset(x, y)
			img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = uint8(x/8)+uint8(seed>>29), uint8(y/6)+uint8(seed>>29), uint8((x+y)/12), 255
		}
	}
	return img
}
