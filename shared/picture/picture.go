// Package picture reads pictures that others made, whatever they are, and hands
// out nothing but their points: upright, no larger than is shown, without the
// file around them. Of what a file claims nothing is believed before it is
// known what that costs: no file takes more than a hundred megabytes.
package picture

import "image"

// Box is how large a picture may be shown.
type Box struct{ Width, Height int }

// Read decodes a picture, scales it down until it fits the box, and turns it
// upright. It also tells the format that it had.
func Read(data []byte, takes Formats, box Box) (pixels *image.RGBA, format string, err error) {
	img, format, err := takes.decode(data)
	if err != nil {
		return nil, "", err
	}
	turn := upright
	if format == "JPEG" {
		turn = orientation(data)
	}
	if turn.lies() {
		box = Box{Width: box.Height, Height: box.Width}
	}
	return turn.apply(Scale(img, box.fit(img.Bounds().Size()))), format, nil
}

// fit is the largest size of the same shape that fits the box; none is larger
// than the picture itself.
func (b Box) fit(size image.Point) image.Point {
	if size.X > b.Width {
		size = image.Pt(b.Width, max(1, (size.Y*b.Width+size.X/2)/size.X))
	}
	if size.Y > b.Height {
		size = image.Pt(max(1, (size.X*b.Height+size.Y/2)/size.Y), b.Height)
	}
	return size
}
