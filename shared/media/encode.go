package media

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"github.com/hashmytag/hashmytag/shared/picture"
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
	pixels, format, err := picture.Read(data, picture.FromPeople(), picture.Box{Width: shownSide, Height: shownSide})
	if err != nil {
		return encoded{}, err
	}
	opaque := pixels.Opaque()
	if format == "PNG" || !opaque {
		out, err := encodePNG(pixels)
		if err != nil || !opaque || len(out.data) < heavyPNG {
			return out, err
		}
	}
	return encodeJPEG(pixels)
}

func encodePNG(pixels *image.RGBA) (encoded, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, pixels); err != nil {
		return encoded{}, fmt.Errorf("encode PNG: %w", err)
	}
	return encoded{out.Bytes(), asPNG, pixels.Rect.Dx(), pixels.Rect.Dy()}, nil
}

func encodeJPEG(pixels *image.RGBA) (encoded, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, pixels, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return encoded{}, fmt.Errorf("encode JPEG: %w", err)
	}
	return encoded{out.Bytes(), asJPEG, pixels.Rect.Dx(), pixels.Rect.Dy()}, nil
}
