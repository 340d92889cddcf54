package picture

import (
	"math"
	"math/rand/v2"
)

var (
	backdrops = []colour{hex(0xF3D9CA), hex(0xCFD8C6), hex(0xAEBBE8), hex(0xF6D27E), hex(0xE8E2D8), hex(0xD8A48F)}
	fabrics   = []colour{hex(0xC44A2D), hex(0x1C3FD7), hex(0x2F5D50), hex(0x16171D), hex(0x8E3B5E), hex(0xE0A030), hex(0xF4F1EA)}
)

// studio is a plain backdrop with a floor that it runs into.
func (c *canvas) studio(r *rand.Rand) colour {
	back := backdrops[r.IntN(len(backdrops))]
	c.ground(vertical(back.lighter(.12), back, -c.dy, .4))
	c.paint(rect(0, .72+1, c.dx+1, 1, 0), vertical(back.darker(.1), back.darker(.02), .72, c.dy))
	if r.IntN(2) == 0 {
		c.paint(circle(between(r, -.5, .5), between(r, -.5, -.1), between(r, .45, .7)), flat(back.mix(fabrics[r.IntN(6)], .3)))
	}
	return back
}

// fabric is a colour, or a print.
func (c *canvas) fabric(r *rand.Rand) fill {
	base := fabrics[r.IntN(len(fabrics))]
	other := base.lighter(.55)
	if base.r+base.g+base.b > 2 {
		other = hex(0x1C3FD7)
	}
	shaded := func(at colour, y float64) colour { return at.mix(at.darker(.25), smooth(-.6, .9, y)) }
	switch r.IntN(4) {
	case 0:
		return func(_, y float64) colour { return shaded(base.mix(other, smooth(.72, .78, math.Sin(y*34)*.5+.5)), y) }
	case 1:
		return func(x, y float64) colour {
			dot := norm(math.Mod(x+9, .13)-.065, math.Mod(y+9, .13)-.065)
			return shaded(base.mix(other, 1-smooth(.018, .026, dot)), y)
		}
	case 2:
		return func(x, y float64) colour {
			weave := smooth(.6, .66, math.Sin(x*30)*.5+.5)*.4 + smooth(.6, .66, math.Sin(y*30)*.5+.5)*.4
			return shaded(base.mix(other, weave), y)
		}
	}
	return func(_, y float64) colour { return shaded(base, y) }
}

// hanger holds something at a height.
func (c *canvas) hanger(x, y float64) {
	wood := flat(hex(0x8A5A34))
	c.paint(or(capsule(x-.3, y+.16, x, y, .022), capsule(x+.3, y+.16, x, y, .022)), wood)
	c.paint(less(ring(circle(x+.02, y-.09, .06), .012), rect(x-.1, y-.06, .07, .06, 0)), flat(hex(0x6E6E76)))
}

// dress hangs in front of a studio wall.
func dress(c *canvas, r *rand.Rand) {
	c.studio(r)
	c.hanger(0, -.72)
	print := c.fabric(r)
	waist, hem := between(r, -.12, .02), between(r, .45, .62)
	body := polygon(-.27, -.58, -.1, -.62, 0, -.5, .1, -.62, .27, -.58, .3, -.36, .17, -.3, .16, waist, .16+hem, .78, -.16-hem, .78, -.16, waist, -.17, -.3, -.3, -.36)
	c.shadow(body, .05, .06, .09, .35)
	c.paint(body, print)
	c.paint(rect(0, waist, .165, .028, .01), flat(hex(0x16171D)))
	for k := range 4 {
		x := -.3 + .2*float64(k)
		c.lay(capsule(x*.3, waist+.08, x*(.7+hem), .74, .006), flat(colour{}), .012, .3)
	}
	c.vignette(.15)
}

// rack is a rail of clothes.
func rack(c *canvas, r *rand.Rand) {
	c.studio(r)
	steel := flat(hex(0x4A4A55))
	c.paint(or(capsule(-.82, -.66, .82, -.66, .02), or(capsule(-.78, -.66, -.78, .8, .02), capsule(.78, -.66, .78, .8, .02))), steel)
	for k := range 6 {
		x := -.6 + .24*float64(k)
		length, print := between(r, .25, .6), c.fabric(r)
		c.paint(capsule(x, -.66, x, -.58, .008), steel)
		cloth := polygon(x-.13, -.48, x, -.57, x+.13, -.48, x+.15, length, x-.15, length)
		c.shadow(cloth, .05, .03, .06, .35)
		c.paint(cloth, print)
		c.lay(capsule(x-.02, -.4, x-.04, length-.05, .006), flat(colour{}), .015, .3)
	}
	c.vignette(.15)
}

// bag stands on a plinth.
func bag(c *canvas, r *rand.Rand) {
	back := c.studio(r)
	c.plinth(back)
	leather := fabrics[r.IntN(6)]
	handle := ring(ellipse(0, -.2, .26, .36), .028)
	c.paint(handle, flat(leather.darker(.3)))
	body := polygon(-.4, -.16, .4, -.16, .5, .44, -.5, .44)
	c.shadow(body, .06, .05, .08, .35)
	c.paint(body, vertical(leather.lighter(.2), leather.darker(.2), -.2, .45))
	flap := and(body, ellipse(0, -.2, .46, .36))
	c.shadow(flap, 0, .02, .03, .35)
	c.paint(flap, vertical(leather.lighter(.3), leather, -.2, .2))
	c.paint(rect(0, .13, .05, .04, .012), flat(hex(0xF0C75E)))
	c.glow(capsule(-.38, -.1, -.46, .36, .004), flat(leather.lighter(.6)), .006, .6)
	c.vignette(.15)
}

func (c *canvas) plinth(back colour) {
	c.glow(ellipse(0, .9, .8, .08), flat(colour{}), .12, .3)
	c.paint(rect(0, .68, .68, .25, .02), vertical(back.lighter(.45), back.lighter(.1), .42, .95))
	c.paint(rect(0, .46, .7, .03, .01), flat(back.lighter(.6)))
}

// shoes are a pair of boots.
func shoes(c *canvas, r *rand.Rand) {
	c.studio(r)
	leather := fabrics[r.IntN(6)]
	for k, x := range []float64{-.28, .3} {
		y := .1 * float64(k)
		c.glow(ellipse(x+.12, y+.62, .42, .05), flat(colour{}), .07, .4)
		boot := or(rect(x, y+.05, .17, .42, .05), and(ellipse(x+.16, y+.5, .34, .26), rect(x+.2, y+.42, .4, .14, 0)))
		c.paint(boot, vertical(leather.lighter(.25), leather.darker(.2), y-.4, y+.6))
		c.paint(rect(x+.16, y+.58, .34, .035, .02), flat(hex(0x2A2024)))
		c.paint(rect(x, y-.32, .18, .05, .02), flat(leather.lighter(.3)))
		for lace := range 4 {
			c.paint(capsule(x+.04, y-.16+.11*float64(lace), x+.16, y-.13+.11*float64(lace), .012), flat(hex(0xF6D27E)))
		}
	}
	c.vignette(.15)
}

// fold is a pile of knitwear.
func fold(c *canvas, r *rand.Rand) {
	back := c.studio(r)
	c.plinth(back)
	for k := range 5 {
		y, tilt := .34-.2*float64(k), between(r, -.03, .03)
		knit := rect(between(r, -.03, .03), y, .5, .1, .09)
		c.shadow(turn(knit, 0, y, tilt), .03, .04, .05, .35)
		c.paint(turn(knit, 0, y, tilt), c.fabric(r))
		c.lay(turn(capsule(-.42, y+.01, .46, y+.01, .005), 0, y, tilt), flat(colour{}), .01, .35)
	}
	c.vignette(.15)
}
