package picture

import (
	"image"
	"math"
)

// colour is red, green and blue from 0 to 1.
type colour struct{ r, g, b float64 }

// hex reads a colour as designers write it: 0xRRGGBB.
func hex(v uint32) colour {
	return colour{float64(v>>16&255) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}
}

func (c colour) mix(o colour, t float64) colour {
	return colour{c.r + (o.r-c.r)*t, c.g + (o.g-c.g)*t, c.b + (o.b-c.b)*t}
}

func (c colour) darker(t float64) colour  { return c.mix(colour{.05, .03, .06}, t) }
func (c colour) lighter(t float64) colour { return c.mix(colour{1, 1, .98}, t) }

// fill gives the colour at a point.
type fill func(x, y float64) colour

func flat(c colour) fill { return func(float64, float64) colour { return c } }

// vertical goes from one colour at y0 to another at y1.
func vertical(from, to colour, y0, y1 float64) fill {
	return func(_, y float64) colour { return from.mix(to, smooth(y0, y1, y)) }
}

// radial goes from one colour at a point to another at a distance from it.
func radial(from, to colour, cx, cy, radius float64) fill {
	return func(x, y float64) colour { return from.mix(to, smooth(0, radius, norm(x-cx, y-cy))) }
}

// canvas is a picture being painted. The origin is its centre, y goes down, and
// the shorter side is 2 long.
type canvas struct {
	w, h   int
	unit   float64 // pixels to 1
	pix    []colour
	dx, dy float64 // half the width and the height, in units
}

func newCanvas(w, h int) *canvas {
	unit := float64(min(w, h)) / 2
	return &canvas{w: w, h: h, unit: unit, pix: make([]colour, w*h), dx: float64(w) / 2 / unit, dy: float64(h) / 2 / unit}
}

// shape is a signed distance, negative inside, and a box that it is within.
type shape struct {
	distance       func(x, y float64) float64
	x0, y0, x1, y1 float64
}

// paint fills a shape with a crisp edge.
func (c *canvas) paint(s shape, f fill) { c.lay(s, f, 0, 1) }

// glow fills a shape with an edge so many units soft, and so opaque.
func (c *canvas) glow(s shape, f fill, soft, opacity float64) { c.lay(s, f, soft, opacity) }

// shadow darkens what is under a shape, a little aside.
func (c *canvas) shadow(s shape, dx, dy, soft, opacity float64) {
	c.lay(move(s, dx, dy), flat(colour{.08, .05, .08}), soft, opacity)
}

// tile is the side of the squares that are painted or left as a whole, in pixels.
const tile = 16

// steepest is how much further from an edge a point may be said to be than it is: the distances of long ellipses and of
// what is below a curve are estimates.
const steepest = 12

func (c *canvas) lay(s shape, f fill, soft, opacity float64) {
	edge := max(soft, .8/c.unit)
	left, right := max(0, c.column(s.x0-edge)), min(c.w, c.column(s.x1+edge)+1)
	top, bottom := max(0, c.row(s.y0-edge)), min(c.h, c.row(s.y1+edge)+1)
	reach := steepest * tile / math.Sqrt2 / c.unit // from the middle of a tile to its corners
	for y := top; y < bottom; y += tile {
		for x := left; x < right; x += tile {
			square := image.Rect(x, y, min(x+tile, right), min(y+tile, bottom))
			switch middle := s.distance(c.x(x+tile/2), c.y(y+tile/2)); {
			case middle > edge+reach: // wholly outside
			case middle < -edge-reach:
				c.each(square, f, func(float64, float64) float64 { return opacity })
			default:
				c.each(square, f, func(x, y float64) float64 { return opacity * (1 - smooth(-edge, edge, s.distance(x, y))) })
			}
		}
	}
}

// each paints the pixels of a square, each as opaque as is said.
func (c *canvas) each(square image.Rectangle, f fill, opacity func(x, y float64) float64) {
	for j := square.Min.Y; j < square.Max.Y; j++ {
		y := c.y(j)
		for i := square.Min.X; i < square.Max.X; i++ {
			x := c.x(i)
			if alpha := opacity(x, y); alpha > 0 {
				at := &c.pix[j*c.w+i]
				*at = at.mix(f(x, y), alpha)
			}
		}
	}
}

// x and y are the middle of a pixel.
func (c *canvas) x(column int) float64 { return (float64(column)+.5)/c.unit - c.dx }
func (c *canvas) y(row int) float64    { return (float64(row)+.5)/c.unit - c.dy }

func (c *canvas) column(x float64) int { return int(math.Floor((x + c.dx) * c.unit)) }
func (c *canvas) row(y float64) int    { return int(math.Floor((y + c.dy) * c.unit)) }

// ground fills the whole canvas.
func (c *canvas) ground(f fill) { c.paint(rect(0, 0, c.dx+1, c.dy+1, 0), f) }

// vignette draws the eye to the middle.
func (c *canvas) vignette(strength float64) {
	far := norm(c.dx, c.dy)
	for j := range c.h {
		y := c.y(j)
		for i := range c.w {
			x := c.x(i)
			at := &c.pix[j*c.w+i]
			*at = at.mix(colour{.06, .03, .07}, strength*smooth(.45*far, 1.1*far, norm(x, y)))
		}
	}
}

// image is the finished picture; a little noise keeps gradients from banding.
func (c *canvas) image() image.Image {
	out := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
	noise := uint32(2463534242)
	for k, p := range c.pix {
		noise ^= noise << 13
		noise ^= noise >> 17
		noise ^= noise << 5
		grain := (float64(noise>>24)/255 - .5) * .02
		out.Pix[4*k], out.Pix[4*k+1], out.Pix[4*k+2], out.Pix[4*k+3] = level(p.r+grain), level(p.g+grain), level(p.b+grain), 255
	}
	return out
}

func level(v float64) uint8 { return uint8(255*min(1, max(0, v)) + .5) }

func smooth(from, to, v float64) float64 {
	t := min(1, max(0, (v-from)/(to-from)))
	return t * t * (3 - 2*t)
}
