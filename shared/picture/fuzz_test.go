package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// FuzzRead reads any bytes as a picture: they are refused, or become points that
// fit the box.
func FuzzRead(f *testing.F) {
	img := image.NewPaletted(image.Rect(0, 0, 9, 5), color.Palette{color.Black, color.White})
	var asPNG, asJPEG, asGIF bytes.Buffer
	if png.Encode(&asPNG, img) != nil || jpeg.Encode(&asJPEG, img, nil) != nil || gif.Encode(&asGIF, img, nil) != nil {
		f.Fatal("no seeds")
	}
	for _, seed := range [][]byte{asPNG.Bytes(), asJPEG.Bytes(), asGIF.Bytes(), nested()} {
		f.Add(seed, 4, 4)
	}
	for _, name := range []string{"opaque.webp", "transparent.webp"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, 100, 1)
	}
	f.Fuzz(func(t *testing.T, data []byte, width, height int) {
		box := Box{Width: 1 + width&1023, Height: 1 + height&1023}
		for _, takes := range []Formats{FromPeople(), FromNetworks()} {
			img, format, err := Read(data, takes, box)
			if err != nil {
				switch wall.CodeOf(err) {
				case wall.Invalid, wall.TooLarge, wall.UnsupportedMediaType:
				default:
					t.Errorf("the code is %s: %v", wall.CodeOf(err), err)
				}
				continue
			}
			if size := img.Bounds().Size(); size.X < 1 || size.Y < 1 || size.X > box.Width || size.Y > box.Height || format == "" {
				t.Errorf("%v of a %q in %v", size, format, box)
			}
		}
	})
}
