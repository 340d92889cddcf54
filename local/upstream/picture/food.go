package picture

import (
	"math"
	"math/rand/v2"
)

var cloths = []colour{hex(0xE8D9C5), hex(0x2F4858), hex(0xB23A48), hex(0x8C6A4F), hex(0xDCE3DA), hex(0xF2C078)}

// tablecloth is a table seen from above: plain, striped, checked or of planks.
func (c *canvas) tablecloth(r *rand.Rand) {
	cloth := cloths[r.IntN(len(cloths))]
	c.ground(radial(cloth.lighter(.14), cloth.darker(.18), -.4, -.5, 2.4))
	stripe := cloth.lighter(.32)
	switch r.IntN(4) {
	case 0:
		c.stripes(stripe, .11, true)
		c.stripes(stripe, .11, false)
	case 1:
		c.stripes(stripe, .05, true)
	case 2:
		for y := -c.dy; y < c.dy; y += .34 {
			c.glow(rect(0, y, c.dx+1, .006, 0), flat(cloth.darker(.5)), .008, .5)
		}
	}
}

func (c *canvas) stripes(shade colour, width float64, upright bool) {
	for at := -2.2; at < 2.2; at += 4 * width {
		s := rect(0, at, 3, width, 0)
		if upright {
			s = rect(at, 0, width, 3, 0)
		}
		c.lay(turn(s, 0, 0, .12), flat(shade), 0, .34)
	}
}

// dish is a plate from above, with its shadow.
func (c *canvas) dish(x, y, size float64, glaze colour) {
	c.shadow(circle(x, y, size), .05, .07, .12, .4)
	c.paint(circle(x, y, size), radial(glaze.lighter(.25), glaze.darker(.06), x-.3, y-.3, 1.6*size))
	c.glow(ring(circle(x, y, size*.965), .008), flat(glaze.darker(.35)), .006, .5)
	c.glow(circle(x, y, size*.7), radial(glaze.darker(.1), glaze.lighter(.1), x+.1, y+.12, size*.8), .02, 1)
}

// cutlery lies left and right of a plate.
func (c *canvas) cutlery(x float64) {
	steel := vertical(hex(0xE9EBEC), hex(0x9AA3A8), -.7, .7)
	fork := or(or(capsule(-x, -.1, -x, .62, .028), capsule(-x, -.26, -x, -.12, .05)),
		or(capsule(-x-.055, -.58, -x-.055, -.24, .014), or(capsule(-x, -.58, -x, -.24, .014), capsule(-x+.055, -.58, -x+.055, -.24, .014))))
	knife := or(capsule(x, .04, x, .62, .03), polygon(x-.03, .06, x-.035, -.5, x+.02, -.62, x+.045, -.2, x+.035, .06))
	for _, s := range []shape{fork, knife} {
		c.shadow(s, .03, .04, .04, .35)
		c.paint(s, steel)
	}
}

// leaf is a herb.
func (c *canvas) leaf(x, y, size, angle float64, green colour) {
	s := turn(and(circle(x-size*.6, y, size), circle(x+size*.6, y, size)), x, y, angle)
	c.shadow(s, .012, .018, .02, .35)
	c.paint(s, flat(green))
	c.glow(turn(capsule(x, y-size*.7, x, y+size*.7, .004), x, y, angle), flat(green.lighter(.4)), .004, .7)
}

var sauces = [][2]colour{
	{hex(0xE07A3F), hex(0xF5B66B)}, {hex(0xF0DFA8), hex(0xFFF6DA)}, {hex(0x7B2D26), hex(0xB5523B)}, {hex(0x9FB86A), hex(0xD3E0A0)},
}

// plate is a main course.
func plate(c *canvas, r *rand.Rand) {
	c.tablecloth(r)
	c.dish(0, 0, .78, hex(0xFBF8F1))
	c.cutlery(.93)
	sauce := sauces[r.IntN(len(sauces))]
	c.blob(r, 0, .02, .46, radial(sauce[1], sauce[0], -.1, -.1, .5))
	for k := range 3 + r.IntN(2) {
		angle := float64(k)*2.1 + r.Float64()
		x, y := .2*math.Cos(angle), .18*math.Sin(angle)
		morsel := turn(ellipse(x, y, .2, .105), x, y, r.Float64()*3)
		golden := hex(0xF2D6A2).mix(hex(0xC98A4B), r.Float64()*.8)
		c.shadow(morsel, .02, .03, .04, .35)
		c.paint(morsel, radial(golden.lighter(.3), golden.darker(.12), x-.06, y-.07, .26))
		c.glow(ellipse(x-.05, y-.05, .06, .02), flat(colour{1, 1, 1}), .02, .5)
	}
	c.garnish(r)
	c.vignette(.3)
}

// blob is sauce: round, but for a wavy edge.
func (c *canvas) blob(r *rand.Rand, cx, cy, size float64, f fill) {
	phase, waves := r.Float64()*6, float64(3+r.IntN(3))
	c.paint(shape{func(x, y float64) float64 {
		a := math.Atan2(y-cy, x-cx)
		return norm(x-cx, y-cy) - size*(1+.07*math.Sin(a*waves+phase)+.04*math.Sin(a*(waves+2)+2*phase))
	}, cx - 1.2*size, cy - 1.2*size, cx + 1.2*size, cy + 1.2*size}, f)
}

func (c *canvas) garnish(r *rand.Rand) {
	for range 4 + r.IntN(4) {
		angle, far := r.Float64()*2*math.Pi, between(r, .1, .46)
		x, y := far*math.Cos(angle), far*math.Sin(angle)
		if r.IntN(3) == 0 {
			red := hex(0xC8402F)
			c.shadow(circle(x, y, .045), .015, .02, .02, .35)
			c.paint(circle(x, y, .045), radial(red.lighter(.35), red, x-.015, y-.018, .06))
			continue
		}
		c.leaf(x, y, between(r, .06, .1), r.Float64()*6, hex(0x4F7942).mix(hex(0x87A96B), r.Float64()))
	}
}

// dessert is a tart from above.
func dessert(c *canvas, r *rand.Rand) {
	c.tablecloth(r)
	c.dish(0, 0, .8, hex(0xF6F1EA))
	crust := hex(0xD79B55)
	c.shadow(circle(0, 0, .6), .03, .04, .06, .4)
	for k := range 32 {
		a := float64(k) * 2 * math.Pi / 32
		c.paint(circle(.57*math.Cos(a), .57*math.Sin(a), .065), radial(crust.lighter(.3), crust.darker(.12), .55*math.Cos(a)-.02, .55*math.Sin(a)-.02, .09))
	}
	fillings := []colour{hex(0xD94F6B), hex(0xE8C15A), hex(0x6E2C4B), hex(0xF3E3C3), hex(0xE8743B)}
	filling := fillings[r.IntN(len(fillings))]
	c.paint(circle(0, 0, .56), radial(filling.lighter(.22), filling, -.15, -.2, .7))
	for ringAt, n := range []int{1, 7, 13} {
		for k := range n {
			a := float64(k)*2*math.Pi/float64(n) + float64(ringAt)
			x, y := .21*float64(ringAt)*math.Cos(a), .21*float64(ringAt)*math.Sin(a)
			c.berry(r, x, y, filling.mix(hex(0x8A1538), .5))
		}
	}
	c.leaf(.05, -.02, .12, .6, hex(0x5B8C5A))
	c.leaf(-.06, .06, .1, 2.2, hex(0x6FA06B))
	c.vignette(.3)
}

func (c *canvas) berry(r *rand.Rand, x, y float64, tint colour) {
	size := between(r, .06, .085)
	c.shadow(circle(x, y, size), .015, .02, .03, .4)
	c.paint(circle(x, y, size), radial(tint.lighter(.35), tint.darker(.1), x-.02, y-.03, size*1.3))
	c.glow(circle(x-.02, y-.028, .014), flat(colour{1, 1, 1}), .012, .8)
}

// coffee is a cup from above, with a drawing in its milk.
func coffee(c *canvas, r *rand.Rand) {
	c.tablecloth(r)
	x, y := between(r, -.12, .12), between(r, -.12, .12)
	glaze := []colour{hex(0xFBF8F1), hex(0xE8998D), hex(0x8DA9C4), hex(0xF2C14E), hex(0x3A5A56)}[r.IntN(5)]
	c.dish(x, y, .74, glaze)
	handle := turn(capsule(x+.42, y, x+.66, y, .075), x, y, r.Float64()*2-.6)
	c.shadow(handle, .03, .04, .05, .35)
	c.paint(handle, flat(glaze.darker(.05)))
	c.shadow(circle(x, y, .48), .04, .05, .08, .4)
	c.paint(circle(x, y, .48), radial(glaze.lighter(.35), glaze.darker(.05), x-.2, y-.2, .9))
	brown := hex(0x8A4F24)
	c.paint(circle(x, y, .42), radial(hex(0xC68A52), brown.darker(.15), x, y, .46))
	c.foam(r, x, y)
	for range 3 {
		bx, by := x+between(r, -.95, .95), y+between(r, .75, .95)
		c.bean(r, bx, by)
	}
	c.vignette(.3)
}

// foam is a heart, or leaves one above the other.
func (c *canvas) foam(r *rand.Rand, x, y float64) {
	milk := flat(hex(0xFBEBD3))
	if r.IntN(2) == 0 {
		heart := or(or(circle(x-.1, y-.06, .125), circle(x+.1, y-.06, .125)), polygon(x-.215, y-.01, x+.215, y-.01, x, y+.27))
		c.glow(heart, milk, .012, .96)
		return
	}
	for k := range 5 {
		at := y + .22 - .1*float64(k)
		size := .2 - .03*float64(k)
		c.glow(less(ellipse(x, at, size, .075), ellipse(x, at+.05, size*.9, .06)), milk, .01, .96)
	}
	c.glow(capsule(x, y-.26, x, y+.28, .01), milk, .008, .9)
}

func (c *canvas) bean(r *rand.Rand, x, y float64) {
	angle := r.Float64() * 3
	c.shadow(turn(ellipse(x, y, .085, .055), x, y, angle), .02, .025, .03, .4)
	c.paint(turn(ellipse(x, y, .085, .055), x, y, angle), flat(hex(0x4B2E1E)))
	c.glow(turn(capsule(x-.06, y, x+.06, y, .006), x, y, angle), flat(hex(0x27160D)), .006, .9)
}

// bread is loaves on a board.
func bread(c *canvas, r *rand.Rand) {
	c.tablecloth(r)
	wood := hex(0xB98A5A)
	board := rect(0, 0, .84, .66, .1)
	c.shadow(board, .05, .07, .1, .45)
	c.paint(board, vertical(wood.lighter(.15), wood.darker(.08), -.6, .6))
	for k := range 7 {
		c.glow(rect(0, -.56+.18*float64(k), .8, .003, 0), flat(wood.darker(.45)), .006, .4)
	}
	for k := range 2 + r.IntN(2) {
		c.loaf(-.02, -.36+.38*float64(k), between(r, -.12, .12), hex(0xD08A3E).mix(hex(0xA8632A), r.Float64()))
	}
	c.vignette(.3)
}

func (c *canvas) loaf(x, y, angle float64, crust colour) {
	s := turn(capsule(x-.5, y, x+.5, y, .15), x, y, angle)
	c.shadow(s, .03, .05, .06, .45)
	c.paint(s, vertical(crust.lighter(.3), crust.darker(.15), y-.15, y+.15))
	for k := range 5 {
		at := x - .4 + .2*float64(k)
		cut := turn(turn(ellipse(at, y, .028, .1), at, y, .6), x, y, angle)
		c.glow(cut, flat(hex(0xFBE6BF)), .02, .9)
	}
}

// glass is a glass of something against the light of a room.
func glass(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(vertical(p[3].mix(p[4], .55), p[1].mix(p[2], .4), -c.dy, c.dy))
	for range 12 {
		c.glow(circle(between(r, -c.dx, c.dx), between(r, -c.dy, .2), between(r, .06, .2)), flat(p[1].lighter(.4)), .05, .22)
	}
	c.paint(rect(0, c.dy, c.dx+1, c.dy-.62, 0), vertical(hex(0x8A5A3C), hex(0x5C3A27), .6, 1.2))
	drink := []colour{hex(0x7A1F2B), hex(0xE9A13B), hex(0xF26B4E), hex(0xE8C87A)}[r.IntN(4)]
	if r.IntN(2) == 0 {
		c.wineGlass(-.34, .06, drink)
		c.wineGlass(.36, .12, drink)
		return
	}
	c.wineGlass(0, .06, drink)
	c.vignette(.25)
}

func (c *canvas) wineGlass(x, y float64, drink colour) {
	white := flat(colour{1, 1, 1})
	bowl := and(ellipse(x, y-.3, .3, .44), rect(x, y-.22, .4, .42, 0))
	c.glow(ellipse(x, y+.74, .3, .05), flat(colour{.1, .05, .05}), .06, .45)
	c.lay(bowl, white, .004, .2)
	c.paint(and(ellipse(x, y-.3, .27, .41), rect(x, y+.02, .4, .26, 0)), vertical(drink.lighter(.2), drink.darker(.25), y-.25, y+.15))
	c.glow(ellipse(x, y-.24, .262, .03), flat(drink.lighter(.4)), .01, .8)
	c.lay(rect(x, y+.42, .018, .3, 0), white, .004, .55)
	c.lay(ellipse(x, y+.72, .22, .035), white, .006, .6)
	c.glow(turn(capsule(x-.17, y-.44, x-.19, y-.12, .014), x, y, .05), white, .014, .6)
	c.glow(ring(bowl, .004), white, .004, .5)
}

// steam is a pot that has just been opened.
func steam(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(vertical(p[4].mix(hex(0x2A2430), .4), p[2].darker(.25), -c.dy, c.dy))
	c.glow(circle(0, .1, .9), flat(p[1]), .9, .35)
	pot := []colour{hex(0xC8452F), hex(0x2F5D62), hex(0xE0A030), hex(0x3B3B4F)}[r.IntN(4)]
	c.glow(ellipse(0, .86, .8, .08), flat(colour{}), .1, .5)
	c.paint(or(capsule(-.72, .3, -.58, .3, .06), capsule(.58, .3, .72, .3, .06)), flat(pot.darker(.3)))
	c.paint(rect(0, .45, .6, .4, .16), vertical(pot.lighter(.15), pot.darker(.3), .05, .85))
	c.paint(ellipse(0, .08, .6, .13), flat(pot.darker(.45)))
	c.paint(ellipse(0, .1, .54, .1), radial(hex(0xF0B867), hex(0xB5652F), -.1, .08, .5))
	c.glow(rect(-.4, .45, .03, .26, .03), flat(colour{1, 1, 1}), .04, .4)
	for k := range 4 {
		c.wisp(-.36+.24*float64(k), r.Float64()*6)
	}
	c.vignette(.35)
}

func (c *canvas) wisp(x0, phase float64) {
	s := shape{func(x, y float64) float64 {
		return math.Abs(x-x0-.1*math.Sin(4*y+phase)) - .03 - .03*(.1-y)
	}, x0 - .3, -.95, x0 + .3, .08}
	c.lay(and(s, rect(x0, -.42, .4, .5, .2)), flat(colour{1, .97, .93}), .07, .3)
}

// market is crates of vegetables from above.
func market(c *canvas, r *rand.Rand) {
	c.ground(flat(hex(0x6B4A33)))
	goods := []colour{hex(0xD9432F), hex(0xF0A030), hex(0x7FA650), hex(0x6E3B6E), hex(0xF3D250), hex(0x4F7F4F)}
	for y := -c.dy + .34; y < c.dy+.3; y += .68 {
		for x := -c.dx + .34; x < c.dx+.3; x += .68 {
			c.crate(r, x, y, goods[r.IntN(len(goods))])
		}
	}
	c.vignette(.3)
}

func (c *canvas) crate(r *rand.Rand, x, y float64, tint colour) {
	box := rect(x, y, .315, .315, .03)
	c.shadow(box, .02, .03, .04, .5)
	c.paint(box, flat(hex(0xC79A66)))
	c.paint(rect(x, y, .275, .275, .02), flat(tint.darker(.55)))
	for range 22 {
		bx, by := x+between(r, -.2, .2), y+between(r, -.2, .2)
		size, shade := between(r, .055, .08), tint.mix(hex(0xF6D88A), r.Float64()*.25)
		c.shadow(circle(bx, by, size), .012, .018, .02, .4)
		c.paint(circle(bx, by, size), radial(shade.lighter(.35), shade.darker(.1), bx-.02, by-.025, size*1.3))
	}
}
