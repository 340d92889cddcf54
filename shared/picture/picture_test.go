package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func filled(w, h int, c color.Color) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

// Every point counts once: a picture of stripes becomes their mean, whatever the
// two sizes are, and one of one colour keeps it.
func TestScaleTakesMeans(t *testing.T) {
	t.Parallel()
	for _, from := range []image.Point{{640, 480}, {641, 479}, {1000, 7}, {3, 1000}, {97, 89}} {
		stripes := image.NewGray(image.Rectangle{Max: from}.Add(image.Pt(5, 9))) // not at the origin
		for x := range from.X {
			for y := range from.Y {
				stripes.SetGray(5+x, 9+y, color.Gray{uint8(x + y&1*2)})
			}
		}
		for _, to := range []image.Point{{1, 1}, {2, 3}, {3, 2}} {
			if to.X > from.X || to.Y > from.Y {
				continue
			}
			plain := Scale(filled(from.X, from.Y, color.RGBA{10, 200, 255, 255}), to)
			for i := 0; i < len(plain.Pix); i += 4 {
				if got := [4]uint8(plain.Pix[i : i+4]); got != [4]uint8{10, 200, 255, 255} {
					t.Fatalf("%v to %v: one colour became %v", from, to, got)
				}
			}
			if got := Scale(stripes, to).Bounds().Size(); got != to {
				t.Errorf("%v to %v: got %v", from, to, got)
			}
		}
	}
	board := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range board.Pix {
		board.Pix[i] = uint8((i + i/64) % 2 * 200)
	}
	for _, v := range Scale(board, image.Pt(9, 7)).Pix {
		if v != 255 && (v < 90 || v > 110) {
			t.Fatalf("a chess board of 0 and 200 became %d", v)
		}
	}
}

func TestBoxes(t *testing.T) {
	t.Parallel()
	box := Box{Width: 1280, Height: 1920}
	for size, want := range map[image.Point]image.Point{
		{100, 50}: {100, 50}, {2560, 1280}: {1280, 640}, {1000, 8000}: {240, 1920}, {8000, 1}: {1280, 1}, {1, 8000}: {1, 1920},
		{1280, 1920}: {1280, 1920}, {1281, 1921}: {1280, 1920},
	} {
		if got := box.fit(size); got != want {
			t.Errorf("%v becomes %v, want %v", size, got, want)
		}
	}
}

// animated is a GIF whose first frame is coral and whose second is black.
func animated(t *testing.T) []byte {
	t.Helper()
	frames := &gif.GIF{Delay: []int{10, 10}}
	for _, c := range []color.Color{color.RGBA{255, 102, 102, 255}, color.Black} {
		frame := image.NewPaletted(image.Rect(0, 0, 40, 30), palette.WebSafe)
		draw.Draw(frame, frame.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		frames.Image = append(frames.Image, frame)
	}
	var out bytes.Buffer
	must(t, gif.EncodeAll(&out, frames))
	return out.Bytes()
}

func riff(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append([]byte{'R', 'I', 'F', 'F', byte(len(body)), byte(len(body) >> 8), byte(len(body) >> 16), 0}, body...)
}

func chunk(name string, content ...[]byte) []byte {
	body := bytes.Join(content, nil)
	out := append([]byte(name), byte(len(body)), byte(len(body)>>8), byte(len(body)>>16), 0)
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// nested is an animation within a frame of an animation, and so on.
func nested() []byte {
	inner := chunk("VP8 ", []byte{0})
	for range 100 {
		inner = chunk("ANMF", make([]byte, 16), inner)
	}
	return riff(inner)
}

func TestNetworksPictures(t *testing.T) {
	t.Parallel()
	opaque, err := os.ReadFile("testdata/opaque.webp")
	must(t, err)
	still := chunkOf(opaque[riffHeader:], "VP8 ")
	if still == nil {
		t.Fatal("testdata/opaque.webp is not a lossy picture")
	}
	var photo, drawing bytes.Buffer
	must(t, jpeg.Encode(&photo, filled(300, 200, color.White), nil))
	must(t, png.Encode(&drawing, filled(20, 10, color.White)))
	for name, test := range map[string]struct {
		data   []byte
		format string
		size   image.Point
	}{
		"JPEG":          {photo.Bytes(), "JPEG", image.Pt(300, 200)},
		"PNG":           {drawing.Bytes(), "PNG", image.Pt(20, 10)},
		"animated GIF":  {animated(t), "GIF", image.Pt(40, 30)},
		"WebP":          {opaque, "WebP", image.Pt(48, 32)},
		"animated WebP": {riff(chunk("VP8X", make([]byte, 10)), chunk("ANIM", make([]byte, 6)), chunk("ANMF", make([]byte, 16), still), chunk("ANMF", make([]byte, 16))), "WebP", image.Pt(48, 32)},
	} {
		pixels, format, err := Read(test.data, FromNetworks(), Box{Width: 1280, Height: 1280})
		if err != nil || format != test.format || pixels.Bounds().Size() != test.size {
			t.Errorf("%s: got %s, %v", name, format, err)
			continue
		}
		if format == "GIF" && pixels.RGBAAt(3, 3) != (color.RGBA{255, 102, 102, 255}) {
			t.Errorf("%s: the first frame is %v", name, pixels.RGBAAt(3, 3))
		}
	}
	lossless := riff(chunk("VP8L", []byte{0x2f, 0, 0, 0, 0, 0}))
	for name, data := range map[string][]byte{
		"lossless": lossless, "frames within frames": nested(), "header alone": riff(), "cut chunk": opaque[:30], "frame within frame of nothing": riff(chunk("ANMF", make([]byte, 16), chunk("ANMF", make([]byte, 3)))),
	} {
		if _, _, err := Read(data, FromNetworks(), Box{Width: 1280, Height: 1280}); !wall.IsCode(err, wall.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
