package picture

import (
	"math"
	"math/rand/v2"
)

// sky paints a sky down to the horizon and gives back its lower colour.
func (c *canvas) sky(r *rand.Rand, evening bool, horizon float64) colour {
	skies := [][2]colour{{hex(0x5FA8D3), hex(0xE3F2F8)}, {hex(0x3A86B7), hex(0xCFE8EF)}, {hex(0x8FB8DE), hex(0xFBE9D0)}}
	if evening {
		skies = [][2]colour{{hex(0x2B2D5B), hex(0xF2A65A)}, {hex(0x47416F), hex(0xF7B39B)}, {hex(0x12355B), hex(0xF4845F)}}
	}
	pick := skies[r.IntN(len(skies))]
	c.ground(vertical(pick[0], pick[1], -c.dy, horizon))
	return pick[1]
}

func (c *canvas) clouds(r *rand.Rand, top, bottom float64) {
	for range 3 + r.IntN(3) {
		x, y := between(r, -c.dx, c.dx), between(r, top, bottom)
		for range 5 {
			c.glow(ellipse(x+between(r, -.3, .3), y+between(r, -.03, .03), between(r, .14, .34), between(r, .03, .07)), flat(colour{1, .98, .96}), .06, .4)
		}
	}
}

// water is the sea under a horizon, with light on it.
func (c *canvas) water(r *rand.Rand, horizon, sunX float64, light, deep colour) {
	c.paint(rect(0, horizon+2, c.dx+1, 2, 0), vertical(light.mix(deep, .35), deep, horizon, c.dy))
	for range 60 {
		y := horizon + .02 + (c.dy-horizon)*r.Float64()*r.Float64()
		spread := .1 + .9*(y-horizon)
		x := sunX + between(r, -spread, spread)
		if r.IntN(3) == 0 {
			x = between(r, -c.dx, c.dx)
		}
		length := between(r, .03, .16) * (.4 + y - horizon)
		c.lay(capsule(x-length, y, x+length, y, .004+.006*(y-horizon)), flat(light.lighter(.4)), .003, .6)
	}
}

// sea is the coast by day.
func sea(c *canvas, r *rand.Rand) {
	horizon := between(r, -.15, .15)
	low := c.sky(r, false, horizon)
	c.clouds(r, -c.dy, horizon-.2)
	c.water(r, horizon, between(r, -.6, .6), low, hex(0x1F6F8B).mix(hex(0x0F4C6B), r.Float64()))
	if r.IntN(2) == 0 {
		c.lighthouse(r, horizon)
	} else {
		c.boat(between(r, -.5, .5), horizon+.08, between(r, .5, .9))
	}
	beach := func(x float64) float64 { return c.dy - .32 + .12*math.Sin(1.3*x+horizon*9) }
	c.lay(below(func(x float64) float64 { return beach(x) - .05 }, 0), flat(colour{1, 1, 1}), .05, .7)
	c.paint(below(beach, 0), vertical(hex(0xF4DDB0), hex(0xDDB87F), c.dy-.4, c.dy))
	c.vignette(.2)
}

func (c *canvas) lighthouse(r *rand.Rand, horizon float64) {
	x := between(r, .3, .62) * float64(r.IntN(2)*2-1)
	rock := hex(0x4A4E57)
	c.paint(less(ellipse(x, horizon+.06, .34, .16), rect(x, horizon+1.08, 2, 1, 0)), vertical(rock.lighter(.2), rock, horizon-.1, horizon+.1))
	tower := func(top, bottom, y float64) float64 { return top + (bottom-top)*y }
	for k := range 5 {
		y0, y1 := float64(k)/5, float64(k+1)/5
		tint := []colour{hex(0xF8F4EC), hex(0xC8402F)}[k%2]
		a, b := tower(.05, .085, y0), tower(.05, .085, y1)
		t, u := horizon-.72+.66*y0, horizon-.72+.66*y1
		c.paint(polygon(x-a, t, x+a, t, x+b, u, x-b, u), flat(tint))
	}
	c.paint(rect(x, horizon-.77, .045, .055, .01), flat(hex(0xFFE08A)))
	c.paint(polygon(x-.07, horizon-.82, x+.07, horizon-.82, x, horizon-.92), flat(hex(0x3B3B4F)))
	c.glow(circle(x, horizon-.77, .1), flat(hex(0xFFF1C0)), .16, .6)
}

func (c *canvas) boat(x, y, size float64) {
	c.glow(ellipse(x, y+.1*size, .22*size, .02), flat(hex(0x0C2C3C)), .03, .4)
	c.paint(polygon(x-.24*size, y, x+.24*size, y, x+.16*size, y+.09*size, x-.16*size, y+.09*size), flat(hex(0x7A2E2E)))
	c.paint(rect(x, y-.3*size, .008, .3*size, 0), flat(hex(0x4A3423)))
	c.paint(polygon(x+.02*size, y-.58*size, x+.22*size, y-.05*size, x+.02*size, y-.05*size), flat(hex(0xFDF6E8)))
	c.paint(polygon(x-.02*size, y-.5*size, x-.18*size, y-.05*size, x-.02*size, y-.05*size), flat(hex(0xF3D9B1)))
}

// sunset is the same coast in the evening.
func sunset(c *canvas, r *rand.Rand) {
	horizon := between(r, .05, .3)
	low := c.sky(r, true, horizon)
	x := between(r, -.4, .4)
	c.glow(circle(x, horizon-.12, .62), flat(low.lighter(.3)), .6, .55)
	c.paint(and(circle(x, horizon-.1, .2), rect(0, horizon-2, 5, 2, 0)), vertical(hex(0xFFF4D2), hex(0xFFC46B), horizon-.3, horizon))
	c.clouds(r, -c.dy*.7, horizon-.35)
	c.water(r, horizon, x, low, hex(0x1B2A4B))
	if r.IntN(2) == 0 {
		c.palm(c.dx-.25, c.dy+.1, 1.25, hex(0x171A2B))
		c.palm(c.dx-.62, c.dy+.2, 1, hex(0x1B1F33))
	} else {
		c.boat(-x, horizon+.12, .7)
	}
	c.vignette(.3)
}

func (c *canvas) palm(x, y, height float64, shade colour) {
	for k := range 12 {
		t := float64(k) / 12
		c.paint(capsule(x-.22*t*t*height, y-height*t, x-.22*(t+.09)*(t+.09)*height, y-height*(t+.09), .032-.012*t), flat(shade))
	}
	topX, topY := x-.22*height, y-height
	for _, a := range []float64{-2.9, -2.3, -1.7, -1.1, -.4, .15, 3.3} {
		for k := range 10 {
			t, u := float64(k)/10, float64(k+1)/10
			bend := func(v float64) (float64, float64) {
				return topX + .5*height*v*math.Cos(a), topY + .42*height*v*math.Sin(a)*(1-.4*v) + .2*height*v*v
			}
			x0, y0 := bend(t)
			x1, y1 := bend(u)
			c.paint(capsule(x0, y0, x1, y1, .05*(1-t)*height+.006), flat(shade))
		}
	}
}

// pool is a swimming pool from above.
func pool(c *canvas, r *rand.Rand) {
	stone := hex(0xEFE3CF)
	c.ground(flat(stone))
	for at := -2.0; at < 2; at += .25 {
		c.glow(rect(at, 0, .004, 3, 0), flat(stone.darker(.25)), .005, .5)
		c.glow(rect(0, at, 3, .004, 0), flat(stone.darker(.25)), .005, .5)
	}
	basin := rect(.1, .05, c.dx-.42, c.dy-.45, .16)
	c.shadow(basin, -.02, -.03, .04, .5)
	c.paint(basin, radial(hex(0x6FD6E0), hex(0x1E9DB8), -.3, -.3, 1.5))
	phase := r.Float64() * 9
	for k := range 14 {
		y0 := -c.dy + .3*float64(k)
		wave := shape{func(x, y float64) float64 {
			return math.Abs(y-y0-.05*math.Sin(6*x+phase+y0*5)-.03*math.Sin(13*x+phase)) - .008
		}, -3, y0 - .2, 3, y0 + .2}
		c.lay(and(wave, basin), flat(colour{1, 1, 1}), .012, .5)
	}
	c.float(between(r, -.3, .4), between(r, -.3, .3), []colour{hex(0xF25F5C), hex(0xFFE066), hex(0xF2A7C3)}[r.IntN(3)])
	for k := range 2 {
		c.lounger(-c.dx+.24, -.45+.7*float64(k), []colour{hex(0xF25F5C), hex(0x247BA0), hex(0xF2B134)}[r.IntN(3)])
	}
	c.vignette(.18)
}

func (c *canvas) float(x, y float64, tint colour) {
	tube := ring(circle(x, y, .17), .07)
	c.shadow(tube, .05, .08, .05, .35)
	c.paint(tube, radial(tint.lighter(.3), tint, x-.08, y-.1, .3))
	for k := range 4 {
		a := float64(k)*math.Pi/2 + .4
		c.lay(and(tube, circle(x+.17*math.Cos(a), y+.17*math.Sin(a), .08)), flat(colour{1, 1, 1}), .004, .85)
	}
}

func (c *canvas) lounger(x, y float64, tint colour) {
	bed := rect(x, y, .13, .27, .04)
	c.shadow(bed, .03, .05, .05, .4)
	c.paint(bed, flat(tint))
	c.paint(rect(x, y-.2, .1, .05, .03), flat(colour{1, .98, .95}))
}

// room is a bed under a window, or armchairs.
func room(c *canvas, r *rand.Rand) {
	walls := []colour{hex(0xE9DCC9), hex(0x9DB4AB), hex(0xD9A78B), hex(0x3F5765)}
	paint := walls[r.IntN(len(walls))]
	floor := .55
	c.ground(vertical(paint.lighter(.12), paint.darker(.06), -c.dy, floor))
	c.paint(rect(0, floor+1, c.dx+1, 1, 0), vertical(hex(0xB58A62), hex(0x8C6443), floor, c.dy))
	wx, wy := between(r, -.3, .3), -.38
	c.paint(rect(wx, wy, .42, .46, .02), flat(hex(0xFFFDF8)))
	pane := rect(wx, wy, .38, .42, 0)
	c.paint(pane, vertical(hex(0x8FC1E3), hex(0xFCE8C8), wy-.4, wy+.2))
	c.paint(and(pane, rect(wx, wy+.4, 1, .2, 0)), flat(hex(0x3F8FA8)))
	c.paint(or(rect(wx, wy, .012, .42, 0), rect(wx, wy-.1, .38, .012, 0)), flat(hex(0xFFFDF8)))
	for _, side := range []float64{-1, 1} {
		c.paint(polygon(wx+side*.36, wy-.52, wx+side*.62, wy-.52, wx+side*.58, wy+.62, wx+side*.44, wy+.5), vertical(hex(0xF6EFE3), hex(0xDCCFBB), wy-.5, wy+.6))
	}
	c.bed(r, floor)
	c.glow(circle(wx, wy+.2, .8), flat(hex(0xFFF3D6)), .8, .18)
	c.vignette(.25)
}

func (c *canvas) bed(r *rand.Rand, floor float64) {
	throw := []colour{hex(0xC8553D), hex(0x2F5D62), hex(0xE0A030), hex(0x6D597A)}[r.IntN(4)]
	c.glow(ellipse(0, floor+.38, 1, .08), flat(colour{.1, .06, .04}), .1, .5)
	c.paint(rect(0, floor-.16, .8, .3, .06), flat(hex(0x7A573B)))
	c.paint(rect(0, floor+.16, .84, .22, .05), vertical(hex(0xFFFEFA), hex(0xE6DCCB), floor-.05, floor+.4))
	for _, x := range []float64{-.4, .4} {
		pillow := rect(x, floor-.1, .3, .12, .09)
		c.shadow(pillow, .02, .03, .04, .3)
		c.paint(pillow, radial(hex(0xFFFFFF), hex(0xE9E0D2), x-.1, floor-.18, .4))
	}
	c.paint(rect(0, floor+.21, .85, .15, .03), vertical(throw.lighter(.15), throw.darker(.15), floor+.05, floor+.36))
}

// breakfast is a tray from above.
func breakfast(c *canvas, r *rand.Rand) {
	c.tablecloth(r)
	c.dish(-.32, .22, .5, hex(0xFBF8F1))
	for k := range 2 {
		c.croissant(-.42+.24*float64(k), .1+.24*float64(k), between(r, -.5, .5))
	}
	c.dish(.5, -.42, .36, hex(0xFFFFFF))
	c.paint(circle(.5, -.42, .22), radial(hex(0xC68A52), hex(0x6B3E1E), .5, -.42, .24))
	juice := hex(0xF5A623)
	c.shadow(circle(-.45, -.58, .2), .04, .05, .06, .4)
	c.paint(circle(-.45, -.58, .2), flat(hex(0xFDF6E8)))
	c.paint(circle(-.45, -.58, .17), radial(juice.lighter(.35), juice, -.5, -.63, .25))
	c.berry(r, .42, .5, hex(0xB5223B))
	c.berry(r, .55, .56, hex(0xB5223B))
	c.berry(r, .5, .42, hex(0x46467A))
	c.leaf(.62, .46, .08, 1, hex(0x5B8C5A))
	c.vignette(.28)
}

func (c *canvas) croissant(x, y, angle float64) {
	golden := hex(0xD9963F)
	for k := -3; k <= 3; k++ {
		t := float64(k)
		cx, cy := x+.075*t, y+.018*t*t
		size := .115 - .018*math.Abs(t)
		roll := turn(ellipse(cx, cy, size*.62, size), x, y, angle)
		c.shadow(roll, .02, .03, .03, .3)
		c.paint(roll, radial(golden.lighter(.4), golden.darker(.18), x+.02*t, y-.06, .3))
	}
}

// facade is a house front with lit windows at dusk.
func facade(c *canvas, r *rand.Rand) {
	low := c.sky(r, true, .8)
	front := hex(0xFFF1DC).mix(low, .25)
	top := -.62
	c.paint(rect(0, top+2, .86, 2, 0), vertical(front, front.darker(.12), top, c.dy))
	c.paint(rect(0, top, .94, .05, 0), flat(front.darker(.22)))
	c.paint(polygon(-.8, top-.04, -.64, top-.32, .64, top-.32, .8, top-.04), flat(hex(0x3D4F5C)))
	for row := range 4 {
		for column := range 5 {
			c.window(r, -.64+.32*float64(column), top+.26+.36*float64(row))
		}
	}
	c.paint(rect(0, c.dy, c.dx+1, .1, 0), flat(hex(0x2A2E3D)))
	c.vignette(.3)
}

func (c *canvas) window(r *rand.Rand, x, y float64) {
	lit := hex(0x38485A)
	if r.IntN(5) > 1 {
		lit = hex(0xFFD98A).mix(hex(0xFFB45A), r.Float64())
		c.glow(rect(x, y, .09, .13, .08), flat(lit), .09, .25)
	}
	c.paint(rect(x, y, .085, .125, .08), flat(hex(0x9A7B5B)))
	c.paint(rect(x, y, .07, .11, .07), vertical(lit, lit.darker(.18), y-.1, y+.1))
	c.paint(rect(x, y+.15, .11, .012, 0), flat(hex(0x6E5A48)))
}
