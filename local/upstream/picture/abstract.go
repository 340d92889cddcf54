package picture

import (
	"math"
	"math/rand/v2"
)

// scenes are all that can be drawn, by name.
var scenes = map[string]func(*canvas, *rand.Rand){
	"pattern": pattern, "hills": hills, "bokeh": bokeh,
	"plate": plate, "dessert": dessert, "coffee": coffee, "bread": bread, "glass": glass, "steam": steam, "market": market,
	"sea": sea, "sunset": sunset, "pool": pool, "room": room, "breakfast": breakfast, "facade": facade,
	"dress": dress, "rack": rack, "bag": bag, "shoes": shoes, "fold": fold,
	"stage": stage, "slide": slide, "laptop": laptop, "badge": badge,
	"face": face, "logo": logo, "words": words,
}

// palettes go from the background to the strongest accent.
var palettes = [][]colour{
	{hex(0xF6E9D7), hex(0xE4A663), hex(0xC8553D), hex(0x588B8B), hex(0x2D3047)},
	{hex(0xEAF1EC), hex(0x9CC5A1), hex(0x49A078), hex(0xF2B880), hex(0x1F2421)},
	{hex(0xF4EDEA), hex(0xE8998D), hex(0xA26769), hex(0x6D2E46), hex(0x3A3335)},
	{hex(0xEDF2F4), hex(0x8DA9C4), hex(0x3A7CA5), hex(0xF4B942), hex(0x13315C)},
	{hex(0xFFF3E2), hex(0xF9C784), hex(0xFC7A1E), hex(0x485696), hex(0x24272B)},
}

func palette(r *rand.Rand) []colour { return palettes[r.IntN(len(palettes))] }

// between is a random number.
func between(r *rand.Rand, from, to float64) float64 { return from + (to-from)*r.Float64() }

// pattern is a tiled floor of quarter circles.
func pattern(c *canvas, r *rand.Rand) {
	p := palette(r)
	c.ground(flat(p[0]))
	size := []float64{.4, .5, .667}[r.IntN(3)]
	for y := -c.dy; y < c.dy; y += size {
		for x := -c.dx; x < c.dx; x += size {
			c.tile(r, p, x+size/2, y+size/2, size/2)
		}
	}
	c.vignette(.18)
}

func (c *canvas) tile(r *rand.Rand, p []colour, x, y, half float64) {
	box := rect(x, y, half, half, 0)
	c.paint(box, flat(p[r.IntN(2)]))
	cx, cy := x+half*float64(r.IntN(2)*2-1), y+half*float64(r.IntN(2)*2-1)
	switch r.IntN(4) {
	case 0:
		c.paint(and(circle(cx, cy, 2*half), box), flat(p[2+r.IntN(3)]))
	case 1:
		c.paint(and(circle(cx, cy, 2*half), box), flat(p[2]))
		c.paint(and(circle(cx, cy, half), box), flat(p[4]))
	case 2:
		c.paint(circle(x, y, half*.7), flat(p[3]))
		c.paint(circle(x, y, half*.3), flat(p[0]))
	default:
		c.paint(and(or(circle(x-half, y, half), circle(x+half, y, half)), box), flat(p[2+r.IntN(3)]))
	}
}

// hills are ridges in the mist, one behind the other.
func hills(c *canvas, r *rand.Rand) {
	p := palette(r)
	sky, far := p[0].mix(p[1], .35), p[3].mix(p[4], .3)
	c.ground(vertical(sky.mix(p[3], .35), sky, -c.dy, .3))
	sx, sy := between(r, -.5, .5), between(r, -.6, -.1)
	c.glow(circle(sx, sy, .5), flat(p[1].lighter(.5)), .5, .5)
	c.paint(circle(sx, sy, .17), flat(p[1].lighter(.55)))
	for k := range 5 {
		depth := float64(k) / 4
		level, phase := -.15+.28*float64(k)+between(r, -.05, .05), r.Float64()*7
		curve := ridge(level, .22-.02*float64(k), 1.3+.5*float64(k), phase)
		shade := sky.mix(far, .25+.75*depth)
		c.paint(below(curve, level-.6), vertical(shade, shade.mix(sky, .45), level-.1, level+.6))
	}
	c.trees(r, far.darker(.45))
	c.vignette(.22)
}

func ridge(level, height, frequency, phase float64) func(float64) float64 {
	return func(x float64) float64 {
		return level + height*(.6*math.Sin(x*frequency+phase)+.3*math.Sin(x*frequency*2.3+phase*2)+.06*math.Sin(x*frequency*7+phase))
	}
}

func (c *canvas) trees(r *rand.Rand, shade colour) {
	for range 5 + r.IntN(5) {
		x, h := between(r, -c.dx, c.dx), between(r, .18, .42)
		foot := c.dy - between(r, -.05, .06)
		for k := range 3 {
			top := foot - h*(.4+.3*float64(k))
			half := h * (.3 - .07*float64(k))
			c.paint(polygon(x-half, top+h*.4, x+half, top+h*.4, x, top-h*.06), flat(shade))
		}
	}
}

// bokeh is a town's lights, out of focus.
func bokeh(c *canvas, r *rand.Rand) {
	p := palette(r)
	night := p[4].mix(hex(0x141228), .55)
	c.ground(vertical(night, p[2].darker(.45), -c.dy, c.dy))
	for k := range 46 {
		light := p[1+r.IntN(3)].lighter(.15 + .3*r.Float64())
		x, y, size := between(r, -c.dx, c.dx), between(r, -c.dy*.6, c.dy), between(r, .04, .05+.005*float64(k))
		c.glow(circle(x, y, size), flat(light), .012, between(r, .12, .42))
		c.glow(ring(circle(x, y, size), .004), flat(light.lighter(.4)), .006, .35)
	}
	c.vignette(.35)
}
