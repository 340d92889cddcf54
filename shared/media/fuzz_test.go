package media

import (
	"bytes"
	"image"
	"os"
	"testing"
)

// FuzzReencode feeds the decoders with anything: they refuse it or make a picture of it, and never fail otherwise.
func FuzzReencode(f *testing.F) {
	for _, name := range []string{"opaque.webp", "transparent.webp"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	img := image.NewRGBA(image.Rect(0, 0, 9, 5))
	for _, encode := range []func(*image.RGBA) (encoded, error){encodePNG, encodeJPEG} {
		made, err := encode(img)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(made.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := reencode(data)
		if err != nil {
			return
		}
		config, _, err := image.DecodeConfig(bytes.NewReader(out.data))
		if err != nil || config.Width != out.width || config.Height != out.height {
			t.Errorf("made %+v, %v", config, err)
		}
	})
}
