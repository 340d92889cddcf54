package mirror

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"

	"github.com/gen2brain/webp"

	"github.com/hashmytag/hashmytag/shared/picture"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// file is a rendition with its bytes.
type file struct {
	wall.Picture
	data []byte
}

// MemoryLimit is where Go begins to tidy up at once, rather than now and then.
const MemoryLimit = 160 << 20

// heaviest is how large a rendition may be.
const heaviest = 300 << 10

// render makes a picture's copy: its renditions, and the colour that it has
// from afar.
func render(tenantID string, data []byte, s wall.Slot, digest string) (wall.Copy, []file, error) {
	box := picture.Box{Width: wall.CopyWidth, Height: wall.CopyHeight}
	if s.Portrait {
		box = picture.Box{Width: wall.PortraitSide, Height: wall.PortraitSide}
	}
	pixels, _, err := picture.Read(data, picture.FromNetworks(), box)
	if err != nil {
		return wall.Copy{}, nil, judged(err)
	}
	onWhite(pixels)
	made := wall.Copy{
		Of: s.Begin().Of, Digest: digest, Width: pixels.Rect.Dx(), Height: pixels.Rect.Dy(), Color: afar(pixels),
	}
	if s.Portrait {
		portrait, err := encode(made.Portrait(tenantID), pixels)
		return made, []file{portrait}, err
	}
	files, err := renditions(made, tenantID, pixels)
	return made, files, err
}

// renditions encodes the largest first, and makes each smaller one out of it.
func renditions(made wall.Copy, tenantID string, pixels *image.RGBA) ([]file, error) {
	var files []file
	wanted := made.Renditions(tenantID)
	for i := len(wanted) - 1; i >= 0; i-- {
		pixels = picture.Scale(pixels, image.Pt(wanted[i].Width, wanted[i].Height))
		f, err := encode(wanted[i], pixels)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		if fallback := made.Fallback(tenantID); fallback.Width == wanted[i].Width {
			if f, err = encode(fallback, pixels); err != nil {
				return nil, err
			}
			files = append(files, f)
		}
	}
	return files, nil
}

// onWhite lets nothing shine through.
func onWhite(pixels *image.RGBA) {
	if !pixels.Opaque() {
		white := image.NewRGBA(pixels.Rect)
		draw.Draw(white, white.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(white, white.Rect, pixels, image.Point{}, draw.Over)
		*pixels = *white
	}
}

// afar is the mean of all points.
func afar(pixels *image.RGBA) string {
	c := picture.Scale(pixels, image.Pt(1, 1)).Pix
	return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2])
}

// encode makes a file that is light enough, at the cost of its quality, and at
// last of its sharpness.
func encode(p wall.Picture, pixels *image.RGBA) (file, error) {
	for {
		for _, quality := range []int{80, 65, 50, 30} {
			var out bytes.Buffer
			if err := write(&out, p.Format, pixels, quality); err != nil {
				return file{}, fmt.Errorf("encode %s: %w", p.Key(), err)
			}
			if out.Len() <= heaviest {
				return file{p, out.Bytes()}, nil
			}
		}
		pixels = picture.Scale(pixels, image.Pt((pixels.Rect.Dx()+1)/2, (pixels.Rect.Dy()+1)/2))
	}
}

// effort is libwebp's: 6 takes several times as long as 2, for a twentieth of
// the bytes.
const effort = 2

func write(out *bytes.Buffer, format string, pixels *image.RGBA, quality int) error {
	if format == "jpg" {
		return jpeg.Encode(out, pixels, &jpeg.Options{Quality: quality})
	}
	return webp.Encode(out, pixels, webp.Options{Quality: quality, Method: effort})
}
