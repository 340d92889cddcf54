package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// format is a format that uploads may have.
type format struct {
	name   string
	is     func(data []byte) bool
	size   func(data []byte) (image.Config, error)
	decode func(data []byte) (image.Image, error)
}

func formats() []format {
	return []format{
		{
			"PNG", startsWith("\x89PNG\r\n\x1a\n"),
			func(data []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(data)) },
			func(data []byte) (image.Image, error) { return png.Decode(bytes.NewReader(data)) },
		},
		{
			"JPEG", startsWith("\xff\xd8\xff"),
			func(data []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(data)) },
			func(data []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(data)) },
		},
		{
			"WebP", func(data []byte) bool {
				return startsWith("RIFF")(data) && len(data) >= 12 && string(data[8:12]) == "WEBP"
			},
			func(data []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(data)) },
			func(data []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(data)) },
		},
	}
}

// Kinds are the media types of what is taken.
func Kinds() []string { return []string{"image/png", "image/jpeg", "image/webp"} }

func startsWith(magic string) func([]byte) bool {
	return func(data []byte) bool { return bytes.HasPrefix(data, []byte(magic)) }
}

// The largest picture that is decoded. 2 MB can claim to hold billions of
// points; decoded, this many take about 100 MB.
const (
	maxSide   = 8192
	maxPoints = 16_000_000
)

// maxScans bounds the passes over a progressive JPEG: each costs the time of
// the whole picture, and a file could ask for a hundred thousand. Encoders make
// about ten.
const maxScans = 24

// decode reads a picture whose claims were looked at before any memory is
// taken.
func decode(data []byte) (image.Image, string, error) {
	for _, f := range formats() {
		if !f.is(data) {
			continue
		}
		claimed, err := f.size(data)
		if err != nil {
			return nil, "", damaged(f, err)
		}
		if claimed.Width > maxSide || claimed.Height > maxSide || claimed.Width*claimed.Height > maxPoints {
			return nil, "", wall.Errorf(wall.TooLarge, "the picture is %d × %d points: at most %d million are taken",
				claimed.Width, claimed.Height, maxPoints/1_000_000)
		}
		if f.name == "JPEG" && bytes.Count(data, []byte("\xff\xda")) > maxScans {
			return nil, "", damaged(f, nil)
		}
		img, err := f.decode(data)
		if err != nil {
			return nil, "", damaged(f, err)
		}
		return img, f.name, nil
	}
	return nil, "", wall.Errorf(wall.UnsupportedMediaType, "this is no PNG, JPEG or WebP picture")
}

func damaged(f format, cause error) error {
	return &wall.Error{Code: wall.Invalid, Message: "the " + f.name + " picture is damaged: save it anew and try again", Cause: cause}
}
