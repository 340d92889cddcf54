package picture

import "math/rand/v2"

var skins = []colour{hex(0xF3C9A5), hex(0xE0A878), hex(0xB97A58), hex(0x8C5A3C), hex(0x5E3B2A)}

// face is a person's picture: nobody's.
func face(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(vertical(p[1].lighter(.25), p[1].mix(p[3], .35), -1, 1))
	c.face(0, .05, .62, p, r)
}

// face draws a head and shoulders of a size, within a circle.
func (c *canvas) face(x, y, size float64, p []colour, r *rand.Rand) {
	skin, hair := skins[r.IntN(len(skins))], []colour{hex(0x2B1D18), hex(0x6B3F22), hex(0xC98B3C), hex(0x8F8C8A), hex(0xA6452B)}[r.IntN(5)]
	long := r.IntN(2) == 0
	if long {
		c.paint(ellipse(x, y+.1*size, .62*size, .85*size), flat(hair))
	}
	c.paint(and(ellipse(x, y+1.35*size, .95*size, .7*size), rect(x, y+.9*size, size, .55*size, 0)), flat(p[2]))
	c.paint(rect(x, y+.55*size, .17*size, .3*size, .1*size), flat(skin.darker(.12)))
	c.paint(ellipse(x, y, .44*size, .55*size), flat(skin))
	fringe := less(ellipse(x, y-.12*size, .5*size, .56*size), ellipse(x+.1*size*float64(r.IntN(3)-1), y+.2*size, .46*size, .5*size))
	c.paint(fringe, flat(hair))
	for _, side := range []float64{-1, 1} {
		c.paint(circle(x+side*.17*size, y+.04*size, .045*size), flat(hex(0x2B2024)))
		c.glow(circle(x+side*.25*size, y+.2*size, .08*size), flat(hex(0xE8735A)), .06*size, .35)
	}
	smile := less(ellipse(x, y+.24*size, .15*size, .1*size), rect(x, y+.14*size, .3*size, .1*size, 0))
	c.paint(smile, flat(hex(0x9C3B34)))
}

// logo is the mark of a business.
func logo(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(flat(p[4]))
	c.paint(circle(0, 0, .7), flat(p[2]))
	c.paint(and(circle(0, 0, .7), rect(0, .6, 1, .6, 0)), flat(p[1]))
	c.paint(circle(0, 0, .3), flat(p[0]))
}

// words is a card with lines of writing, where a network demands a picture of
// a post that has none.
func words(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(vertical(p[2], p[3], -c.dy, c.dy))
	card := rect(0, 0, .74, .6, .06)
	c.shadow(card, .04, .07, .1, .4)
	c.paint(card, flat(p[0]))
	for k := range 4 {
		c.paint(capsule(-.5, -.3+.2*float64(k), between(r, 0, .5), -.3+.2*float64(k), .03), flat(p[4].lighter(.15)))
	}
}
