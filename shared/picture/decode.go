package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Formats are those that are taken from somebody.
type Formats []format

// format is a format that pictures come in.
type format struct {
	name   string
	is     func(data []byte) bool
	size   func(data []byte) (image.Config, error)
	memory func(claimed image.Config, data []byte) int // bytes that a point takes while it is decoded
	decode func(data []byte) (image.Image, error)
}

// FromPeople are the formats of what people upload.
func FromPeople() Formats { return Formats{pngFormat(), jpegFormat(), webpFormat()} }

// FromNetworks are the formats of networks' pictures. Of those that move the
// first frame is taken; lossless WebP, whose memory no header tells, is not.
func FromNetworks() Formats { return Formats{jpegFormat(), pngFormat(), lossyFormat(), gifFormat()} }

func pngFormat() format {
	return format{
		"PNG", startsWith("\x89PNG\r\n\x1a\n"),
		func(data []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(data)) },
		pngMemory,
		func(data []byte) (image.Image, error) { return png.Decode(bytes.NewReader(data)) },
	}
}

func jpegFormat() format {
	return format{
		"JPEG", startsWith("\xff\xd8\xff"),
		func(data []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(data)) },
		jpegMemory,
		func(data []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(data)) },
	}
}

func webpFormat() format {
	return format{
		"WebP", isWebP,
		func(data []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(data)) },
		func(image.Config, []byte) int { return 4 },
		func(data []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(data)) },
	}
}

func lossyFormat() format {
	return format{
		"WebP", isWebP,
		func(data []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(firstFrame(data))) },
		func(image.Config, []byte) int { return 2 },
		func(data []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(firstFrame(data))) },
	}
}

func gifFormat() format {
	return format{
		"GIF", startsWith("GIF8"),
		func(data []byte) (image.Config, error) { return gif.DecodeConfig(bytes.NewReader(data)) },
		func(image.Config, []byte) int { return 1 },
		func(data []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(data)) },
	}
}

func startsWith(magic string) func([]byte) bool {
	return func(data []byte) bool { return bytes.HasPrefix(data, []byte(magic)) }
}

// The largest picture that is decoded. 2 MB can claim to hold billions of points.
const (
	maxSide   = 8192
	maxPoints = 16_000_000
	maxMemory = 96 << 20
)

// maxScans bounds the passes over a progressive JPEG: each costs the time of
// the whole picture, and a file could ask for a hundred thousand. Encoders make
// about ten.
const maxScans = 24

// decode reads a picture whose claims were looked at before any memory is
// taken.
func (all Formats) decode(data []byte) (image.Image, string, error) {
	for _, f := range all {
		if !f.is(data) {
			continue
		}
		claimed, err := f.size(data)
		if err != nil {
			return nil, "", damaged(f, err)
		}
		points := claimed.Width * claimed.Height
		if claimed.Width > maxSide || claimed.Height > maxSide || points > maxPoints || points*f.memory(claimed, data) > maxMemory {
			return nil, "", wall.Refuse(wall.TooLarge, "picture-too-large", "the picture is {width} × {height} points: at most {most} million are taken",
				claimed.Width, claimed.Height, maxPoints/1_000_000)
		}
		if f.name == "JPEG" && bytes.Count(data, []byte{0xff, startOfScan}) > maxScans {
			return nil, "", damaged(f, nil)
		}
		img, err := f.decode(data)
		if err != nil || img.Bounds().Empty() {
			return nil, "", damaged(f, err)
		}
		return img, f.name, nil
	}
	return nil, "", wall.Refuse(wall.UnsupportedMediaType, "not-a-picture", "this is no PNG, JPEG or WebP picture")
}

func damaged(f format, cause error) error {
	broken := wall.Refuse(wall.Invalid, "picture-damaged", "the {kind} picture is damaged: save it anew and try again", f.name)
	broken.Cause = cause
	return broken
}

// pngMemory knows that an interlaced picture is decoded in passes, each a
// picture beside the whole.
func pngMemory(claimed image.Config, data []byte) int {
	const interlaced = 28 // where the header says so
	bytes := 4
	switch claimed.ColorModel {
	case color.NRGBA64Model, color.RGBA64Model:
		bytes = 8
	}
	if data[interlaced] != 0 {
		bytes *= 2
	}
	return bytes
}

// jpegMemory knows that a progressive picture is kept as coefficients, four
// bytes a sample, until its last pass.
func jpegMemory(claimed image.Config, data []byte) int {
	samples, bytes := 3, 3
	switch claimed.ColorModel {
	case color.GrayModel:
		samples, bytes = 1, 1
	case color.CMYKModel:
		samples, bytes = 4, 8
	}
	for marker := range segments(data) {
		if marker == progressiveFrame {
			return bytes + 4*samples
		}
	}
	return bytes
}
