package picture

import (
	"math"
	"math/rand/v2"
)

var stageLights = []colour{hex(0xFF5E3A), hex(0x3DDAD7), hex(0xF7B500), hex(0xB57BFF), hex(0xFF7AA8)}

// stage is a speaker on a stage, seen over the heads of the room.
func stage(c *canvas, r *rand.Rand) {
	light := stageLights[r.IntN(len(stageLights))]
	c.ground(vertical(hex(0x12101F), light.darker(.72), -c.dy, .5))
	screen := rect(0, -.3, min(.86, c.dx-.12), .42, .02)
	c.glow(screen, flat(light), .3, .25)
	c.paint(screen, vertical(light.lighter(.1), light.darker(.35), -.7, .1))
	c.deck(r, screen, light)
	for k := range 4 {
		x := -c.dx + c.dx*2*(float64(k)+.5)/4
		beam := polygon(x-.02, -c.dy, x+.02, -c.dy, x*.4+.36, .5, x*.4-.36, .5)
		c.lay(beam, flat(light.lighter(.5)), .1, .13)
	}
	c.paint(rect(0, .5, c.dx+1, .07, 0), vertical(hex(0x2E2740), hex(0x151022), .43, .57))
	c.speaker(between(r, -.5, .5), .43)
	for row := range 3 {
		y := .72 + .17*float64(row)
		for x := -c.dx + between(r, 0, .2); x < c.dx+.1; x += .2 + .04*float64(row) {
			head := hex(0x231D33).darker(.2 * float64(row))
			c.paint(or(circle(x, y, .07+.012*float64(row)), ellipse(x, y+.2, .13, .14)), flat(head))
		}
	}
	c.vignette(.3)
}

// deck is what a screen shows: boxes and arrows, bars, or a few lines.
func (c *canvas) deck(r *rand.Rand, screen shape, light colour) {
	white := flat(light.lighter(.85))
	switch r.IntN(3) {
	case 0:
		for k := range 3 {
			x := -.5 + .5*float64(k)
			c.paint(and(screen, ring(rect(x, -.3, .15, .11, .03), .012)), white)
			if k < 2 {
				c.paint(or(capsule(x+.19, -.3, x+.3, -.3, .01), polygon(x+.29, -.34, x+.35, -.3, x+.29, -.26)), white)
			}
		}
	case 1:
		for k := range 6 {
			h := between(r, .08, .5)
			c.lay(and(screen, rect(-.5+.2*float64(k), .02-h/2, .06, h/2, .01)), white, 0, .9)
		}
	default:
		for k := range 4 {
			c.lay(and(screen, capsule(-.55, -.55+.15*float64(k), between(r, -.1, .5), -.55+.15*float64(k), .022)), white, 0, .85)
		}
	}
}

func (c *canvas) speaker(x, foot float64) {
	dark := flat(hex(0x0B0914))
	c.paint(or(circle(x, foot-.42, .055), rect(x, foot-.25, .065, .13, .05)), dark)
	c.paint(or(capsule(x-.03, foot-.14, x-.04, foot, .028), capsule(x+.03, foot-.14, x+.05, foot, .028)), dark)
	c.paint(or(capsule(x+.05, foot-.32, x+.17, foot-.42, .022), capsule(x-.05, foot-.32, x-.12, foot-.2, .022)), dark)
	c.glow(ring(circle(x, foot-.42, .056), .005), flat(colour{1, 1, 1}), .01, .4)
}

// slide fills the picture with one screen.
func slide(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(flat(p[4].darker(.4)))
	screen := rect(0, 0, c.dx-.1, c.dy-.16, .03)
	c.glow(screen, flat(p[1]), .2, .3)
	c.paint(screen, vertical(p[0], p[0].mix(p[1], .3), -c.dy, c.dy))
	c.paint(and(screen, circle(c.dx*.7, -c.dy*.6, .5)), flat(p[2]))
	c.paint(capsule(-c.dx+.3, -.45, .1, -.45, .05), flat(p[4]))
	c.paint(capsule(-c.dx+.3, -.27, -.2, -.27, .05), flat(p[4]))
	nodes := [][2]float64{{-.55, .25}, {0, .05}, {0, .48}, {.55, .25}}
	for _, link := range [][2]int{{0, 1}, {0, 2}, {1, 3}, {2, 3}} {
		a, b := nodes[link[0]], nodes[link[1]]
		c.paint(capsule(a[0], a[1], b[0], b[1], .014), flat(p[4]))
	}
	for k, n := range nodes {
		c.shadow(circle(n[0], n[1], .12), .02, .03, .04, .3)
		c.paint(circle(n[0], n[1], .12), flat(p[1+(k+r.IntN(2))%3]))
		c.paint(circle(n[0], n[1], .05), flat(p[0]))
	}
	c.vignette(.2)
}

// laptop is code on a screen, and stickers.
func laptop(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(vertical(p[0], p[1], -c.dy, c.dy))
	c.paint(rect(0, 1.5, c.dx+1, .9, 0), flat(p[2].mix(p[1], .4)))
	screen := rect(0, -.14, .72, .47, .04)
	c.shadow(screen, .04, .08, .1, .4)
	c.paint(screen, flat(hex(0x2B2D3A)))
	c.paint(rect(0, -.14, .67, .42, .02), flat(hex(0x191A24)))
	inks := []colour{p[1], p[2].lighter(.3), p[3].lighter(.4), hex(0xE8E6F0)}
	for row := range 8 {
		x := -.58 + .09*float64(r.IntN(4))
		for word := 0; word < 2+r.IntN(3) && x < .4; word++ {
			length := between(r, .05, .2)
			c.paint(capsule(x, -.46+.09*float64(row), x+length, -.46+.09*float64(row), .016), flat(inks[r.IntN(4)]))
			x += length + .08
		}
	}
	base := polygon(-.74, .34, .74, .34, .92, .52, -.92, .52)
	c.shadow(base, 0, .06, .08, .4)
	c.paint(base, vertical(hex(0xD7D9E0), hex(0x9A9DAA), .34, .52))
	c.paint(rect(0, .535, .92, .025, .02), flat(hex(0x777A88)))
	c.sticker(r, -.7, .74, p[2])
	c.sticker(r, .66, .76, p[3])
	c.vignette(.18)
}

func (c *canvas) sticker(r *rand.Rand, x, y float64, tint colour) {
	tilt := between(r, -.4, .4)
	s := turn(rect(x, y, .17, .12, .05), x, y, tilt)
	c.shadow(s, .015, .02, .02, .3)
	c.paint(s, flat(colour{1, 1, 1}))
	c.paint(turn(rect(x, y, .145, .095, .035), x, y, tilt), flat(tint))
	c.paint(turn(or(capsule(x-.06, y, x+.06, y, .018), capsule(x, y-.05, x, y+.05, .018)), x, y, tilt), flat(colour{1, 1, 1}))
}

// badge hangs on a lanyard.
func badge(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(radial(p[1].lighter(.3), p[1], 0, 0, 1.6))
	for k := range 9 {
		a := float64(k) * 2 * math.Pi / 9
		c.lay(polygon(0, .1, 3*math.Cos(a), 3*math.Sin(a), 3*math.Cos(a+.33), 3*math.Sin(a+.33)), flat(p[0]), 0, .22)
	}
	ribbon := flat(p[3])
	c.paint(or(capsule(-.5, -c.dy-.1, -.04, -.4, .035), capsule(.5, -c.dy-.1, .04, -.4, .035)), ribbon)
	card := turn(rect(0, .18, .46, .56, .06), 0, -.4, between(r, -.07, .07))
	c.shadow(card, .05, .08, .1, .4)
	c.paint(card, flat(hex(0xFFFDF8)))
	c.paint(and(card, rect(0, -.22, .6, .18, 0)), flat(p[2]))
	c.paint(rect(0, -.33, .09, .02, .02), flat(hex(0x2A2A35)))
	c.face(0, .14, .19, p, r)
	c.paint(capsule(-.2, .46, .2, .46, .035), flat(p[4]))
	c.paint(capsule(-.12, .58, .12, .58, .02), flat(p[4].lighter(.5)))
	c.vignette(.2)
}
