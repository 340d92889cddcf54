package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// turning is how a camera was held, as Exif writes it: 1 to 8. Metadata does not
// survive, so the picture itself is turned.
type turning int

const upright turning = 1

// lies reports whether width and height change places.
func (t turning) lies() bool { return t >= 5 && t <= 8 }

// apply turns the points of a picture upright (Exif 2.32, 4.6.4, Orientation).
func (t turning) apply(in *image.RGBA) *image.RGBA {
	if t <= upright || t > 8 {
		return in
	}
	w, h := in.Rect.Dx(), in.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if t.lies() {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := t.source(x, y, w, h)
			copy(out.Pix[out.PixOffset(x, y):][:4], in.Pix[in.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// source is where the point that is shown at x, y stands in a stored picture of
// w × h.
func (t turning) source(x, y, w, h int) (int, int) {
	switch t {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	}
	return w - 1 - y, x
}

// orientation reads the tag out of a JPEG's Exif segment; upright where there
// is none. What is wrongly written there is no reason to refuse a picture.
func orientation(data []byte) turning {
	for marker, segment := range segments(data) {
		if exif, found := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); marker == application1 && found {
			return orientationTag(exif)
		}
	}
	return upright
}

// orientationTag looks through the first directory of a TIFF header.
func orientationTag(tiff []byte) turning {
	const tag, entry = 0x0112, 12
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	directory := uint64(order.Uint32(tiff[4:]))
	if directory+2 > uint64(len(tiff)) {
		return upright
	}
	entries := tiff[directory+2:]
	for range order.Uint16(tiff[directory:]) {
		if len(entries) < entry {
			break
		}
		if order.Uint16(entries) == tag {
			return turning(order.Uint16(entries[8:]))
		}
		entries = entries[entry:]
	}
	return upright
}
