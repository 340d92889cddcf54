package media

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

// encoded is a picture made by us.
type encoded struct {
	data          []byte
	format        output
	width, height int
}

// output is a format that we make. Every browser shows both.
type output struct{ extension, contentType string }

var (
	asPNG  = output{"png", "image/png"}
	asJPEG = output{"jpg", "image/jpeg"}
)

const (
	// shownSide is the longer side of what is stored: twice the width of the
	// widest card, for fine screens.
	shownSide   = 1600
	jpegQuality = 85
	// heavyPNG is the size from which a PNG without transparency is a photograph
	// that JPEG serves better.
	heavyPNG = 400 << 10
)

// reencode makes a picture anew: upright, no larger than is shown, and nothing
// but the picture.
func reencode(data []byte) (encoded, error) {
	img, name, err := decode(data)
	if err != nil {
		return encoded{}, err
	}
	turn := upright
	if name == "JPEG" {
		turn = orientation(data)
	}
	pixels := turn.apply(fit(img))
	opaque := pixels.Opaque()
	if name == "PNG" || !opaque {
		out, err := encodePNG(pixels)
		if err != nil || !opaque || len(out.data) < heavyPNG {
			return out, err
		}
	}
	return encodeJPEG(pixels)
}

// fit draws a picture no larger than is shown.
func fit(img image.Image) *image.NRGBA {
	size := img.Bounds().Size()
	if longer := max(size.X, size.Y); longer > shownSide {
		size = image.Pt(max(1, size.X*shownSide/longer), max(1, size.Y*shownSide/longer))
	}
	pixels := image.NewNRGBA(image.Rectangle{Max: size})
	if size == img.Bounds().Size() {
		draw.Copy(pixels, image.Point{}, img, img.Bounds(), draw.Src, nil)
	} else {
		draw.CatmullRom.Scale(pixels, pixels.Bounds(), img, img.Bounds(), draw.Src, nil)
	}
	return pixels
}

func encodePNG(pixels *image.NRGBA) (encoded, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, pixels); err != nil {
		return encoded{}, fmt.Errorf("encode PNG: %w", err)
	}
	return encoded{out.Bytes(), asPNG, pixels.Rect.Dx(), pixels.Rect.Dy()}, nil
}

func encodeJPEG(pixels *image.NRGBA) (encoded, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, pixels, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return encoded{}, fmt.Errorf("encode JPEG: %w", err)
	}
	return encoded{out.Bytes(), asJPEG, pixels.Rect.Dx(), pixels.Rect.Dy()}, nil
}
