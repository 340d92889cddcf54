package picture

import (
	"image"
	"image/draw"
)

// Scale makes a picture smaller: each point of the new one is the mean of the
// points that it covers. One row of the old one is unpacked at a time, so that
// it takes hardly more memory than the new picture (a library's kernels take 32
// bytes for each column of the new and row of the old one).
func Scale(img image.Image, size image.Point) *image.RGBA {
	bounds := img.Bounds()
	out := image.NewRGBA(image.Rectangle{Max: size})
	if size == bounds.Size() {
		draw.Draw(out, out.Rect, img, bounds.Min, draw.Src)
		return out
	}
	columns := spans(bounds.Dx(), size.X)
	row := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), 1))
	narrow, sum := make([]float32, 4*size.X), make([]float32, 4*size.X)
	done := 0 // rows of the old picture that are unpacked; narrow holds the means of the last
	for i, span := range spans(bounds.Dy(), size.Y) {
		clear(sum)
		for at := span.first; at <= span.last; at++ {
			if done <= at {
				draw.Draw(row, row.Rect, img, image.Pt(bounds.Min.X, bounds.Min.Y+at), draw.Src)
				means(narrow, row.Pix, columns)
				done = at + 1
			}
			weight := span.weight(at)
			for c := range sum {
				sum[c] += narrow[c] * weight
			}
		}
		pix := out.Pix[i*out.Stride:][:len(sum)]
		for c, v := range sum {
			pix[c] = uint8(v + 0.5)
		}
	}
	return out
}

// means makes a row narrower.
func means(out []float32, pix []uint8, columns []span) {
	for i, span := range columns {
		var sum [4]float32
		for at := span.first; at <= span.last; at++ {
			weight := span.weight(at)
			p := pix[4*at : 4*at+4 : 4*at+4]
			for c := range sum {
				sum[c] += float32(p[c]) * weight
			}
		}
		copy(out[4*i:], sum[:])
	}
}

// span is what one new row or column covers of the old ones: the first and the
// last in part, those between them whole. Shares sum up to 1.
type span struct {
	first, last           int
	ofFirst, each, ofLast float32
}

func (s span) weight(i int) float32 {
	switch i {
	case s.first:
		return s.ofFirst
	case s.last:
		return s.ofLast
	}
	return s.each
}

// spans covers so many old rows or columns with fewer new ones. The borders are
// fractions, in whole numbers: no rounding leaves a gap.
func spans(from, to int) []span {
	all := make([]span, to)
	for i := range all {
		start, end := i*from, (i+1)*from // in parts of an old one, of which each has as many as there are new ones
		s := span{first: start / to, last: (end - 1) / to, each: float32(to) / float32(from)}
		s.ofFirst = float32(min((s.first+1)*to, end)-start) / float32(from)
		s.ofLast = float32(end-s.last*to) / float32(from)
		all[i] = s
	}
	return all
}
